import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { accuracy } from "../../../src/metrics/accuracy";
import { smoothEce } from "../../../src/metrics/binned/smooth-ece";
import { anyInput, behavesAsError, near, samples } from "../helpers";
import { drawPredictions, inputOf, rest, withoutGroups } from "../without-groups";

describe("smooth ECE", () => {
  behavesAsError((input) => smoothEce(input).value, { runs: 15, zero: 0.03 });

  it("of one residual r is r itself: the smoothed curve keeps its area", () => {
    near(smoothEce(samples([0.7, 0])).value, 0.7, 1e-3);
    near(smoothEce(samples([0.7, 1])).value, 1 - 0.7, 1e-3);
  });

  it("is at least the size of the gap", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const mean = input.confidence.reduce((a, b) => a + b) / input.confidence.length;
        const gap = Math.abs(mean - accuracy(input).value);
        assert.ok(smoothEce(input).value >= gap - 1e-3);
      }),
      { numRuns: 15 },
    );
  });

  it("without a group is that of the other samples", () => {
    const data = drawPredictions(300);
    const smooth = withoutGroups("smooth_ece", data, data.groups);
    near(smooth[0]!, smoothEce(inputOf(data)).value, 1e-9);
    for (const g of [0, 41, 99]) {
      // The search for the kernel's width ends within 1e-7.
      near(smooth[1 + g]!, smoothEce(inputOf(rest(data, g))).value, 1e-6);
    }
  });
});
