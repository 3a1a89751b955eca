import assert from "node:assert/strict";
import { test } from "node:test";
import { fitCalibrator } from "../../src/calibrators/calibrator";
import { agreesWithReference } from "./reference-data";

test("histogram: frequency of a bin, the middle of an empty one", () => {
  // Two classes, p = 0.75 for class 0 four times, right three times.
  const z = Math.log(3);
  const model = fitCalibrator(
    "histogram",
    {
      logits: Float64Array.of(z, 0, z, 0, z, 0, z, 0),
      labels: Int32Array.of(0, 0, 0, 1),
    },
    { bins: 2 },
  );
  assert.ok(model.method === "histogram");
  assert.deepEqual(model.frequencies, [
    [0.25, 3 / 4],
    [1 / 4, 0.75],
  ]);
});

test("histogram agrees with the reference code", () => {
  agreesWithReference("histogram", "histogram_binning");
});
