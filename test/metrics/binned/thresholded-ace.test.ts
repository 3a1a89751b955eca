import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { thresholdedAce } from "../../../src/metrics/binned/thresholded-ace";
import { anyProbabilities, near } from "../helpers";

describe("thresholded ACE", () => {
  it("leaves small probabilities out", () => {
    const p = Float64Array.of(0.995, 0.005, 0.4, 0.6);
    const { value } = thresholdedAce(p, Int32Array.of(0, 1), { bins: 1 });
    // class 0: {0.995, 0.4}, one of two right; class 1: {0.6}, right
    near(value, (Math.abs((0.995 + 0.4) / 2 - 1 / 2) + Math.abs(0.6 - 1)) / 2);
    assert.throws(
      () => thresholdedAce(p, Int32Array.of(0, 1), { threshold: 1 }),
      /\[0, 1\)/,
    );
  });

  it("lies in [0, 1] for any predictions", () => {
    fc.assert(
      fc.property(anyProbabilities, ({ probabilities, labels }) => {
        const { value } = thresholdedAce(probabilities, labels);
        assert.ok(value >= 0 && value <= 1 + 1e-12);
      }),
    );
  });
});
