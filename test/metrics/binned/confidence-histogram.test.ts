import assert from "node:assert/strict";
import { test } from "node:test";
import { countConfidences } from "../../../src/metrics/binned/confidence-histogram";
import { samples } from "../helpers";

test("the histogram counts every sample once", () => {
  const { right, wrong, edges } = countConfidences(samples([0.3, 1], [0.4, 0], [1, 1]), {
    bins: 2,
  });
  assert.deepEqual([...right], [1, 1]);
  assert.deepEqual([...wrong], [1, 0]);
  assert.deepEqual([...edges], [0, 0.5, 1]);
});
