"use strict";

/** What modules forget between notebooks (src/progress/next-notebook.ts). @type {Set<() => void>} */
const forgets = new Set();
Object.assign(globalThis, { [Symbol.for("promptcal.nextNotebook")]: forgets });

/** The environment that this kernel was started in, which a cell may change. */
const environment = { ...process.env };

/**
 * Begins another notebook as a new kernel would: what cells defined, set and were told is forgotten. Loaded modules, the
 * suite's model and the browser stay, and so does what TypeScript knows of the sources: they take most of a start.
 */
function beginNotebook() {
  for (const name of Object.keys(process.env)) {
    if (!(name in environment)) delete process.env[name];
  }
  Object.assign(process.env, environment);
  for (const forget of forgets) forget();
}

module.exports = { beginNotebook, forgets };
