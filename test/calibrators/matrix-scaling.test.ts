import assert from "node:assert/strict";
import { test } from "node:test";
import { fitCalibrator } from "../../src/calibrators/calibrator";
import { CLASSES, overconfident } from "./data";

test("with the entries off the diagonal forbidden, the matrix is the vector", () => {
  const data = overconfident(6000, 4);
  const vector = fitCalibrator("vector", data);
  assert.ok(vector.method === "vector");
  const matrix = fitCalibrator("matrix", data, { offDiagonal: 1e6, intercept: 1e-4 });
  assert.ok(matrix.method === "matrix");
  for (let k = 0; k < CLASSES; k++) {
    const diagonal = matrix.weights[k * (CLASSES + 1)]!;
    assert.ok(Math.abs(diagonal - vector.weights[k]!) < 1e-2, String(diagonal));
  }
});
