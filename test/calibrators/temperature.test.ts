import assert from "node:assert/strict";
import { test } from "node:test";
import { fitCalibrator } from "../../src/calibrators/calibrator";
import { overconfident } from "./data";

test("temperature: 3, by which the logits were made too large", () => {
  const model = fitCalibrator("temperature", overconfident(20000, 3));
  assert.ok(model.method === "temperature" && Math.abs(model.temperature - 3) < 0.15);
});
