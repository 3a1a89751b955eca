import assert from "node:assert/strict";
import { test } from "node:test";
import { applyCalibrator, fitCalibrator } from "../../src/calibrators/calibrator";
import { overconfident } from "./data";
import { agreesWithReference } from "./reference-data";

test("isotonic agrees with the reference code", () => {
  agreesWithReference("isotonic", "isotonic_regression");
});

test("isotonic serves only the label set that it was fitted on", () => {
  const model = fitCalibrator("isotonic", overconfident(1500, 1));
  assert.throws(
    () => applyCalibrator(model, Float64Array.of(1, 2, 3), 3),
    /rows of the 4 classes it was fitted on, got 3 values/,
  );
});
