"use strict";
const { steps: allSteps } = require("./steps.cjs");
const { withLock } = require("./lock.cjs");

/**
 * Brings this machine into the state that the project needs: checks every step, installs what is
 * missing, checks again. Something that cannot be had costs one line, and the rest goes on.
 * @param {(line: string) => void} say receives one line per thing done or missing
 * @param {readonly import("./steps.cjs").Step[]} steps
 * @returns {Set<string>} names of the steps that are still missing
 */
function ensure(say, steps = allSteps) {
  const missing = new Set();
  if (steps.every((step) => step.check().ok)) return missing;
  withLock(() => {
    for (const step of steps) ensureStep(step, missing, say);
  });
  return missing;
}

function ensureStep(step, missing, say) {
  const before = step.check();
  if (before.ok) return;
  if (step.after !== undefined && missing.has(step.after)) {
    missing.add(step.name);
    return;
  }
  say(`set-up: ${step.name}: ${before.detail}; installing ...`);
  const start = Date.now();
  const failure = attempt(step);
  if (failure === null) {
    say(`set-up: ${step.name}: ${step.check().detail} (${seconds(Date.now() - start)} s)`);
  } else {
    missing.add(step.name);
    say(
      `set-up: MISSING ${step.name}: ${failure}. Cost: ${step.cost}. To get it: ${step.fix}.`,
    );
  }
}

function attempt(step) {
  try {
    step.install();
  } catch (error) {
    return error.message;
  }
  const after = step.check();
  return after.ok ? null : after.detail;
}

function seconds(milliseconds) {
  return (milliseconds / 1000).toFixed(1);
}

module.exports = { ensure };
