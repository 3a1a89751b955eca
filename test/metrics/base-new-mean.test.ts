import assert from "node:assert/strict";
import { test } from "node:test";
import { arithmeticMean, harmonicMean } from "../../src/metrics/base-new-mean";

test("harmonic mean for accuracies; CLIP's published 69.34 and 74.22 give 71.70", () => {
  assert.equal(harmonicMean(0.5, 1), (2 * 0.5 * 1) / (0.5 + 1));
  assert.equal(harmonicMean(69.34, 74.22).toFixed(2), "71.70");
  assert.equal(harmonicMean(0, 0), 0);
  assert.equal(harmonicMean(0, 1), 0);
});

test("plain mean for errors; the published 2.67 and 6.49 give 4.58", () => {
  assert.equal(arithmeticMean(2.67, 6.49).toFixed(2), "4.58");
});
