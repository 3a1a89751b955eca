import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { brier } from "../../../src/metrics/probability/brier";
import {
  brierDecomposition,
  brierRefinementMetric,
  brierReliabilityMetric,
} from "../../../src/metrics/binned/brier-decomposition";
import { binSettings } from "../../../src/metrics/binned/bins";
import { metricInput } from "../../../src/metrics/prediction-set";
import { anyProbabilities, near } from "../helpers";

describe("Brier decomposition", () => {
  it("adds up to the Brier score, with parts of at least 0", () => {
    fc.assert(
      fc.property(anyProbabilities, ({ probabilities, labels }) => {
        const parts = brierDecomposition(probabilities, labels);
        near(parts.value, brier(probabilities, labels).value);
        const { reliability, resolution, uncertainty, withinBins } = parts;
        near(reliability - resolution + uncertainty + withinBins, parts.value);
        for (const part of [reliability, resolution, uncertainty]) assert.ok(part >= 0);
        assert.ok(resolution <= uncertainty + 1e-12);
      }),
    );
  });

  it("splits the same score into reliability and refinement", () => {
    fc.assert(
      fc.property(anyProbabilities, ({ probabilities, labels }) => {
        const { resolution, uncertainty } = brierDecomposition(probabilities, labels);
        const input = metricInput({ kind: "probabilities", values: probabilities, labels });
        const refinement = brierRefinementMetric.compute(input, binSettings());
        near(refinement, uncertainty - resolution, 1e-9);
      }),
    );
    // Both classes fall into one bin, of 0.9 and of 0.1, with three of four right: 2 * 0.75 * 0.25.
    const values = Float64Array.of(0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1);
    const labels = Int32Array.of(0, 0, 0, 1);
    const input = metricInput({ kind: "probabilities", values, labels });
    near(brierRefinementMetric.compute(input, binSettings()), 2 * 0.75 * 0.25);
    near(brierReliabilityMetric.compute(input, binSettings()), 2 * (0.9 - 0.75) ** 2);
  });

  it("of the base rate itself: no reliability error, no resolution", () => {
    const p = brierDecomposition(
      Float64Array.of(0.25, 0.75, 0.25, 0.75, 0.25, 0.75, 0.25, 0.75),
      Int32Array.of(0, 1, 1, 1),
    );
    near(p.reliability, 0);
    near(p.resolution, 0);
    near(p.uncertainty, 2 * 0.25 * 0.75);
  });
});
