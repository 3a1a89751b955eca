"use strict";
const { steps: allSteps } = require("./steps.cjs");
const { withLock } = require("./lock.cjs");

/**
 * Brings this machine into the state that the project needs: checks every step, installs what is
 * missing, checks again. Steps run in parallel, one that is `after` others behind these.
 * Something that cannot be had costs one line, and the rest goes on.
 * @param {(line: string) => void} say receives one line per thing done or missing
 * @param {readonly import("./steps.cjs").Step[]} steps
 * @returns {Promise<Set<string>>} names of the steps that are still missing, in the order of the steps
 */
async function ensure(say, steps = allSteps) {
  if (steps.every((step) => step.check().ok)) return new Set();
  return withLock(async () => {
    /** Whether a step's thing is there in the end, by the step's name. @type {Map<string, Promise<boolean>>} */
    const there = new Map();
    for (const step of steps) {
      const earlier = (step.after ?? []).map((name) => there.get(name));
      there.set(step.name, ensureStep(step, Promise.all(earlier), say));
    }
    const missing = new Set();
    for (const [name, found] of there) if (!(await found)) missing.add(name);
    return missing;
  });
}

/**
 * @param {import("./steps.cjs").Step} step
 * @param {Promise<readonly (boolean | undefined)[]>} earlier whether what this step is `after` is there
 * @param {(line: string) => void} say
 * @returns {Promise<boolean>} whether its thing is there in the end
 */
async function ensureStep(step, earlier, say) {
  const needed = await earlier;
  const before = step.check();
  if (before.ok) return true;
  if (needed.includes(false)) return false;
  say(`set-up: ${step.name}: ${before.detail}; installing ...`);
  const start = Date.now();
  const failure = await attempt(step);
  if (failure === null) {
    say(`set-up: ${step.name}: ${step.check().detail} (${seconds(Date.now() - start)} s)`);
  } else {
    say(
      `set-up: MISSING ${step.name}: ${failure}. Cost: ${step.cost}. To get it: ${step.fix}.`,
    );
  }
  return failure === null;
}

/**
 * @param {import("./steps.cjs").Step} step
 * @returns {Promise<string | null>} why its thing is still not there
 */
async function attempt(step) {
  try {
    await step.install();
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
  const after = step.check();
  return after.ok ? null : after.detail;
}

/** @param {number} milliseconds */
function seconds(milliseconds) {
  return (milliseconds / 1000).toFixed(1);
}

module.exports = { ensure };
