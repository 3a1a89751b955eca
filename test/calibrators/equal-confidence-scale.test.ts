import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { equalConfidenceScale } from "../../src/calibrators/equal-confidence-scale";

/** Samples of two classes whose cosines differ by 0.1; the first `right` of them are right. */
function pairs(n: number, right: number) {
  return {
    cosines: Float32Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? 0.3 : 0.2)),
    labels: Int32Array.from({ length: n }, (_, i) => (i < right ? 0 : 1)),
  };
}

describe("the logit scale of equal confidence", () => {
  it("makes mean confidence the accuracy", () => {
    // Two classes, difference d: confidence is 1 / (1 + exp(-s d)) = 3/4 at s = ln 3 / d.
    const fit = equalConfidenceScale([pairs(8, 6)]);
    const difference = Math.fround(0.3) - Math.fround(0.2);
    assert.equal(fit.accuracy, 6 / 8);
    assert.equal(fit.n, 8);
    assert.ok(Math.abs(fit.scale - Math.log(3) / difference) < 1e-6);
  });

  it("counts each sample once, whatever its label set", () => {
    // Three equal cosines: confidence 1/3 at every scale; accuracy (6 + 1) / (8 + 1).
    const flat = { cosines: Float32Array.of(0.5, 0.5, 0.5), labels: Int32Array.of(1) };
    const { scale, accuracy } = equalConfidenceScale([pairs(8, 6), flat]);
    assert.equal(accuracy, 7 / 9);
    const difference = Math.fround(0.3) - Math.fround(0.2);
    const pair = 1 / (1 + Math.exp(-scale * difference));
    assert.ok(Math.abs((8 * pair + 1 / 3) / 9 - 7 / 9) < 1e-9);
  });

  it("is refused without samples, and where no scale is right", () => {
    assert.throws(() => equalConfidenceScale([]), /expected samples to fit on, got none/);
    // All wrong: accuracy 0, which no confidence of two classes reaches.
    assert.throws(() => equalConfidenceScale([pairs(4, 0)]), /mean confidence of 0.000/);
  });
});
