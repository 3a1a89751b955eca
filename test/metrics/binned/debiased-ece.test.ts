import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { debiasedEce } from "../../../src/metrics/binned/debiased-ece";
import { rmsCalibrationError } from "../../../src/metrics/binned/rms-calibration-error";
import { anyInput, behavesAsError, near, samples } from "../helpers";

const textbook = { rule: "textbook" } as const;

describe("debiased ECE", () => {
  behavesAsError((input) => debiasedEce(input).value);

  it("takes off the variance of the bin's accuracy", () => {
    const input = samples([0.9, 1], [0.9, 0], [0.9, 0], [0.9, 1]);
    const squared = (0.9 - 0.5) ** 2 - (0.5 * 0.5) / (4 - 1);
    near(debiasedEce(input).squared, squared);
    near(debiasedEce(input).value, Math.sqrt(squared));
  });

  it("is at most the RMS calibration error", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const rms = rmsCalibrationError(input, textbook).value;
        assert.ok(debiasedEce(input, textbook).value <= rms + 1e-12);
      }),
    );
  });
});
