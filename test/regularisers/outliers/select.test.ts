import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "../../../src/random/random";
import { outlierScores, selectOutliers } from "../../../src/regularisers/outliers/select";

test("the score is the mean cosine to the base classes", () => {
  const classes = Float32Array.of(1, 0, 0, 1);
  const candidates = Float32Array.of(1, 0, 0.6, 0.8, -1, 0);
  const scores = outlierScores(candidates, classes, 2);
  const expected = [(1 + 0) / 2, (0.6 + 0.8) / 2, (-1 + 0) / 2];
  scores.forEach((score, i) => assert.ok(Math.abs(score - expected[i]!) < 1e-6));
  assert.throws(() => outlierScores(candidates, classes, 4), /expected rows of 4 values/);
});

test("near takes the highest scores, far the lowest, ties in order, never more than there are", () => {
  const scores = Float64Array.of(0.5, 0.9, 0.1, 0.9);
  const random = seededRandom("select");
  const select = (k: number, choice: "near" | "far" | "random"): number[] =>
    Array.from(selectOutliers(scores, k, choice, random));
  assert.deepEqual(select(3, "near"), [1, 3, 0]);
  assert.deepEqual(select(2, "far"), [2, 0]);
  assert.equal(select(9, "near").length, 4);
  assert.equal(new Set(select(3, "random")).size, 3);
});
