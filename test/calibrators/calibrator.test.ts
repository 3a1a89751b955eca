import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type FittedMethod,
  applyCalibrator,
  calibratorNames,
  fitCalibrator,
} from "../../src/calibrators/calibrator";
import {
  predictFromLogits,
  predictFromProbabilities,
} from "../../src/metrics/probability/confidence";
import { ece } from "../../src/metrics/binned/ece";
import { CLASSES, overconfident } from "./data";

const validation = overconfident(1500, 1);
const test = overconfident(3000, 2);

describe("post-hoc calibrators", () => {
  const before = ece(predictFromLogits(test.logits, test.labels)).value;
  for (const method of calibratorNames) {
    it(`${method}: probabilities, far better calibrated on unseen samples`, () => {
      const model = fitCalibrator(method, validation);
      const out = applyCalibrator(model, test.logits, CLASSES);
      for (let from = 0; from < out.length; from += CLASSES) {
        const row = out.subarray(from, from + CLASSES);
        assert.ok(row.every((p) => p >= 0));
        assert.ok(Math.abs(row.reduce((a, b) => a + b) - 1) < 1e-9);
      }
      const after = ece(predictFromProbabilities(out, test.labels)).value;
      assert.ok(after < before / 3, `${before} to ${after}`);
    });
  }

  it("serve a new label set where they can", () => {
    const three = Float64Array.of(1, 2, 3);
    for (const method of ["temperature", "multi-isotonic"] as const)
      assert.equal(applyCalibrator(fitCalibrator(method, validation), three, 3).length, 3);
  });

  it("refuse data without samples and names that are none", () => {
    const none = { logits: new Float64Array(0), labels: new Int32Array(0) };
    assert.throws(() => fitCalibrator("platt", none), /n labels, n and c at least 1/);
    assert.throws(() => fitCalibrator("plat" as FittedMethod, validation), /"platt"/);
  });
});
