"use strict";
const { join } = require("node:path");

/** Where `src/notebook/last-value.ts` puts its function when a cell imports the lab. */
const HOOK = Symbol.for("promptcal.lastValue");

/**
 * The value of a cell's last expression, below the cell: figures, data frames and runs as what they are, anything
 * else as `console.log` prints it.
 * @param {unknown} value
 * @param {(value: unknown) => void} print
 */
async function showLast(value, print) {
  if (typeof value !== "object" || value === null) return print(value);
  if (globalThis[HOOK] === undefined) {
    require(join(__dirname, "..", "..", "src", "notebook", "last-value.ts"));
  }
  if (!(await globalThis[HOOK](value))) print(value);
}

module.exports = { showLast };
