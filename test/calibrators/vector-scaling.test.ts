import assert from "node:assert/strict";
import { test } from "node:test";
import { fitCalibrator } from "../../src/calibrators/calibrator";
import { overconfident } from "./data";

test("vector scaling finds the common factor 1/3", () => {
  const vector = fitCalibrator("vector", overconfident(6000, 4));
  assert.ok(vector.method === "vector");
  for (const w of vector.weights) assert.ok(Math.abs(w - 1 / 3) < 0.05, String(w));
});
