import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { classwiseEce } from "../../../src/metrics/binned/classwise-ece";
import { anyProbabilities, near } from "../helpers";
import { referenceSets } from "../reference-sets";

describe("classwise ECE", () => {
  it("is the mean over classes of |p_k - frequency| in one bin", () => {
    const p = Float64Array.of(0.6, 0.4, 0.8, 0.2);
    const { value, perClass } = classwiseEce(p, Int32Array.of(0, 1), { bins: 1 });
    near(perClass[0]!, Math.abs((0.6 + 0.8) / 2 - 1 / 2));
    near(perClass[1]!, Math.abs((0.4 + 0.2) / 2 - 1 / 2));
    near(value, (perClass[0]! + perClass[1]!) / 2);
  });

  it("lies in [0, 1] for any predictions", () => {
    fc.assert(
      fc.property(anyProbabilities, ({ probabilities, labels }) => {
        const { value } = classwiseEce(probabilities, labels);
        assert.ok(value >= 0 && value <= 1 + 1e-12);
      }),
    );
  });

  for (const { name, probabilities, labels, byBins } of referenceSets()) {
    it(`agrees with the reference code on ${name}`, () => {
      for (const { bins, independent } of byBins) {
        const { value } = classwiseEce(probabilities, labels, { bins, rule: "textbook" });
        near(value, independent.classwise_ece_right_closed, 1e-9);
      }
    });
  }
});
