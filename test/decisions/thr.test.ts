import assert from "node:assert/strict";
import { test } from "node:test";
import { thr } from "../../src/decisions/thr";

test("the score is one minus the probability, whatever is drawn", () => {
  const probabilities = Float64Array.of(0.5, 0.125, 0.375);
  for (const u of [0, 0.9]) {
    assert.deepEqual([...thr.scores(probabilities, u)], [1 - 0.5, 1 - 0.125, 1 - 0.375]);
  }
});
