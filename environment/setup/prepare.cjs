"use strict";
const { ensure } = require("./ensure.cjs");
const { steps } = require("./steps.cjs");

/**
 * All set-up, for the scripts behind `npm start`, `npm test`, `npm run lab` and `npm run setup`.
 * Ends the process when even the npm packages cannot be had.
 * @returns {Set<string>} names of the steps that are missing
 */
function prepare() {
  const start = Date.now();
  const missing = ensure((line) => console.error(line));
  for (const name of ["Node >= 20.19", "npm packages"]) {
    if (missing.has(name)) process.exit(1);
  }
  const done = steps.length - missing.size;
  const time = ((Date.now() - start) / 1000).toFixed(1);
  console.error(`set-up: ${done} of ${steps.length} parts verified (${time} s)`);
  return missing;
}

module.exports = { prepare };
