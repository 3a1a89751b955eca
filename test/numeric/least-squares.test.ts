import assert from "node:assert/strict";
import { test } from "node:test";
import { leastSquares } from "../../src/numeric/least-squares";

test("a line through points that lie on one", () => {
  const { slope, intercept, correlation } = leastSquares([0, 1, 3], [2, 1.5, 0.5]);
  assert.ok(Math.abs(slope + 0.5) < 1e-12 && Math.abs(intercept - 2) < 1e-12);
  assert.ok(Math.abs(correlation + 1) < 1e-12);
});

test("slope and correlation of points around a line", () => {
  // Sums of squares about the means 1 and 2: xx = 2, yy = 6, xy = 3.
  const { slope, intercept, correlation } = leastSquares([0, 1, 2], [1, 1, 4]);
  assert.ok(Math.abs(slope - 3 / 2) < 1e-12);
  assert.ok(Math.abs(intercept - (2 - 3 / 2)) < 1e-12);
  assert.ok(Math.abs(correlation - 3 / Math.sqrt(2 * 6)) < 1e-12);
});

test("a constant has no slope to give, and too few points are refused", () => {
  assert.ok(Number.isNaN(leastSquares([1, 1], [0, 5]).slope));
  assert.equal(leastSquares([0, 5], [1, 1]).correlation, 0);
  assert.throws(() => leastSquares([1], [1]), /least squares: .* got 1 and 1/);
});
