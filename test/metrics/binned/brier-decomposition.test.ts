import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { brier } from "../../../src/metrics/probability/brier";
import { brierDecomposition } from "../../../src/metrics/binned/brier-decomposition";
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
