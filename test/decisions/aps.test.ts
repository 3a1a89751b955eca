import assert from "node:assert/strict";
import { test } from "node:test";
import { aps } from "../../src/decisions/aps";

test("the score is the mass before a class and a share of its own", () => {
  const probabilities = Float64Array.of(0.125, 0.5, 0.375);
  // by rank: class 1 (0.5), class 2 (0.375), class 0 (0.125)
  assert.deepEqual(
    [...aps.scores(probabilities, 0.5)],
    [0.5 + 0.375 + 0.125 / 2, 0 + 0.5 / 2, 0.5 + 0.375 / 2],
  );
  assert.deepEqual([...aps.scores(probabilities, 0)], [0.5 + 0.375, 0, 0.5]);
});

test("of equal probabilities the first class ranks first", () => {
  assert.deepEqual([...aps.scores(Float64Array.of(0.25, 0.5, 0.25), 0)], [0.5, 0, 0.75]);
});
