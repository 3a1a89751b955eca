"use strict";
const { abandonCell } = require("./abandoned-cells.cjs");

/** Work that ends by itself when its cell is interrupted: promises (see src/notebook/interrupt.ts). */
const works = new Set();
globalThis[Symbol.for("promptcal.interruptible")] = works;

/** Milliseconds that such work has to end. */
const TIMEOUT_MS = 5000;
let waiting = false;

/**
 * The stop button: a cell that waits for such work ends with what the work says, any other at once. So does one whose
 * work takes too long, or that is interrupted again.
 * @param {() => void} end ends the cell; what it awaits goes on
 */
function onInterrupt(end) {
  const abandon = () => {
    abandonCell();
    end();
  };
  if (works.size === 0 || waiting) return abandon();
  waiting = true;
  const late = setTimeout(abandon, TIMEOUT_MS);
  void Promise.allSettled(works).then(() => {
    waiting = false;
    clearTimeout(late);
  });
}

module.exports = { onInterrupt };
