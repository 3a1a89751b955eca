import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ece } from "../../../src/metrics/binned/ece";
import { rmsCalibrationError } from "../../../src/metrics/binned/rms-calibration-error";
import { anyInput, behavesAsError, near, samples } from "../helpers";

const textbook = { rule: "textbook" } as const;

describe("RMS calibration error", () => {
  behavesAsError((input) => rmsCalibrationError(input).value);

  it("is the root of the mean squared gap of the bins", () => {
    const input = samples([0.3, 1], [0.9, 0], [0.9, 1]);
    const square = (1 / 3) * (1 - 0.3) ** 2 + (2 / 3) * (0.9 - 1 / 2) ** 2;
    near(rmsCalibrationError(input).value, Math.sqrt(square));
  });

  it("is at least the ECE", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const rms = rmsCalibrationError(input, textbook).value;
        assert.ok(rms >= ece(input, textbook).value - 1e-12);
      }),
    );
  });
});
