import assert from "node:assert/strict";
import { test } from "node:test";
import {
  acceptedAccuracy,
  acceptedGap,
  coverageGap,
  expectedCoverageGap,
  setSize,
} from "../../../src/analysis/decisions/decision-quantities";
import { decisionRun } from "../../../src/analysis/decisions/decision-runs";
import { aps } from "../../../src/decisions/aps";
import { thr } from "../../../src/decisions/thr";
import { syntheticRun } from "./synthetic-runs";

function near(got: number | undefined, expected: number): void {
  assert.ok(Math.abs(got! - expected) < 1e-6, `${got} is not ${expected}`);
}

/** Two classes; p is the first one's probability. */
const first = (p: number): readonly number[] => [p, 1 - p];

/** True class 0 with probabilities 0.55, 0.60, ..., 1.00 in steps of 0.05, less a little. */
const validation = {
  logits: Float64Array.from(
    Array.from({ length: 9 }, (_, i) => first(0.55 + 0.05 * i)).flat(),
    Math.log,
  ),
  labels: new Int32Array(9),
};
const run = syntheticRun({
  base: { rows: [first(0.9), first(0.7)], labels: [0, 0] },
  new: { rows: [first(0.9), first(0.8), first(0.3), first(0.5)], labels: [0, 1, 0, 1] },
});

test("thresholds come from base validation, coverage and size from the test images", () => {
  const decided = decisionRun(run, validation);
  // Nine scores 0.45, 0.40, ..., 0.05. At 0.9 the ninth of ten: p >= 0.55.
  // base: {0} and {0}, both right. new: {0} right, {0} wrong, {1} wrong (p = 0.7), {} since both are 0.5
  near(decided.base.values[coverageGap(thr, 0.9)], 1 - 0.9);
  near(decided.base.values[setSize(thr, 0.9)], 1);
  near(decided.new.values[coverageGap(thr, 0.9)], 1 / 4 - 0.9);
  near(decided.new.values[setSize(thr, 0.9)], 3 / 4);
  // exchangeable: 9 of 10. At 0.95 nine images are too few: 10 of 10, all classes
  near(decided.base.values[expectedCoverageGap(0.9)], 0);
  near(decided.new.values[expectedCoverageGap(0.95)], 0.05);
  near(decided.new.values[coverageGap(thr, 0.95)], 0.05);
  near(decided.new.values[setSize(aps, 0.95)], 2);
});

test("refusal is of the least confident test images", () => {
  const decided = decisionRun(run, validation);
  // confidences 0.9 right, 0.8 wrong, 0.7 wrong, 0.5 wrong (the first class of two equal ones)
  near(decided.new.values[acceptedAccuracy(0)], 1 / 4);
  near(decided.new.values[acceptedAccuracy(0.5)], 1 / 2);
  near(decided.new.values[acceptedGap(0.5)], (0.9 + 0.8) / 2 - 1 / 2);
  assert.equal(decided.base.values[acceptedAccuracy(0.1)], 1);
});

test("the same run gives the same sets, another seed's draws others", () => {
  const values = decisionRun(run, validation).new.values;
  assert.deepEqual(decisionRun(run, validation).new.values, values);
  const sizes = [1, 2, 3, 4, 5].map((seed) => {
    const again = { ...run, spec: { ...run.spec, seed } };
    return decisionRun(again, validation).new.values[setSize(aps, 0.9)];
  });
  assert.ok(new Set(sizes).size > 1);
});
