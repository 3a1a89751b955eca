import assert from "node:assert/strict";
import { test } from "node:test";
import { accuracy } from "../../src/metrics/accuracy";
import { arithmeticMean, harmonicMean } from "../../src/metrics/base-new-mean";
import { signedGap } from "../../src/metrics/signed-gap";
import { samples } from "./helpers";

test("accuracy is the share of right predictions", () => {
  assert.deepEqual(accuracy(samples([0.5, 1], [0.5, 0], [0.9, 1])), { value: 2 / 3, n: 3 });
});

test("signed gap: positive is overconfident, negative underconfident", () => {
  assert.deepEqual(signedGap(samples([0.75, 1], [0.75, 0])), {
    value: 0.75 - 1 / 2,
    n: 2,
    confidence: 0.75,
    accuracy: 1 / 2,
  });
  assert.equal(signedGap(samples([0.5, 1])).value, 0.5 - 1);
});

test("n = 0 is refused", () => {
  assert.throws(() => accuracy(samples()), /at least one sample/);
  assert.throws(() => signedGap(samples()), /at least one sample/);
});

test("harmonic mean for accuracies; CLIP's published 69.34 and 74.22 give 71.70", () => {
  assert.equal(harmonicMean(0.5, 1), (2 * 0.5 * 1) / (0.5 + 1));
  assert.equal(harmonicMean(69.34, 74.22).toFixed(2), "71.70");
  assert.equal(harmonicMean(0, 0), 0);
  assert.equal(harmonicMean(0, 1), 0);
});

test("plain mean for errors; the published 2.67 and 6.49 give 4.58", () => {
  assert.equal(arithmeticMean(2.67, 6.49).toFixed(2), "4.58");
});
