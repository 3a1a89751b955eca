import assert from "node:assert/strict";
import { test } from "node:test";
import { signedGap } from "../../src/metrics/signed-gap";
import { near, samples } from "./helpers";
import { referenceSets } from "./reference-sets";

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
  assert.throws(() => signedGap(samples()), /at least one sample/);
});

test("mean confidence and the number of ones agree with the reference code", () => {
  for (const { predicted, all } of referenceSets()) {
    near(signedGap(predicted).confidence, all.mean_confidence, 1e-9);
    const ones = predicted.confidence.filter((c) => c === 1).length;
    assert.equal(ones, all.n_confidence_equal_1);
  }
});
