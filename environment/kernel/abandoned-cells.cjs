"use strict";
const { AsyncLocalStorage } = require("node:async_hooks");

/**
 * A cell that runs or ran, and where its output goes.
 * @typedef {{ writeStream: (name: string, text: string) => void, kernel: object, abandoned: boolean }} Cell
 */

/** The cell that code belongs to, also behind timers and promises. @type {AsyncLocalStorage<Cell>} */
const cells = new AsyncLocalStorage();
/** @type {Cell | undefined} */
let latest;

/**
 * Runs a cell.
 * @param {Pick<Cell, "writeStream" | "kernel">} output where it prints and displays
 * @param {() => Promise<boolean>} execute
 */
function runCell(output, execute) {
  latest = { ...output, abandoned: false };
  return cells.run(latest, execute);
}

/** Marks the cell that runs: it ends now, and what it awaits may go on. */
function abandonCell() {
  if (latest !== undefined) latest.abandoned = true;
}

/** The abandoned cell that the running code belongs to: what it prints must not appear below later cells. */
function abandonedCell() {
  const cell = cells.getStore();
  return cell?.abandoned === true ? cell : undefined;
}

// Displays find their kernel here (src/progress/jupyter-kernel.ts).
Object.defineProperty(globalThis, Symbol.for("promptcal.kernel"), {
  get: () => (abandonedCell() ?? latest)?.kernel,
});

module.exports = { abandonCell, abandonedCell, runCell };
