"use strict";
const { ensure } = require("./ensure.cjs");
const { steps: allSteps } = require("./steps.cjs");

/**
 * All set-up, for the scripts behind `npm start`, `npm test`, `npm run lab` and `npm run setup`.
 * Ends the process when even the npm packages cannot be had.
 * @param {readonly import("./steps.cjs").Step[]} [steps] more of them than usual
 * @returns {Promise<Set<string>>} names of the steps that are missing
 */
async function prepare(steps = allSteps) {
  const start = Date.now();
  const missing = await ensure((line) => console.error(line), steps);
  for (const name of ["Node >= 20.19", "npm packages"]) {
    if (missing.has(name)) process.exit(1);
  }
  const done = steps.length - missing.size;
  const time = ((Date.now() - start) / 1000).toFixed(1);
  console.error(`set-up: ${done} of ${steps.length} parts verified (${time} s)`);
  return missing;
}

module.exports = { prepare };
