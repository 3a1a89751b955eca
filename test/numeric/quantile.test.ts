import assert from "node:assert/strict";
import { test } from "node:test";
import { quantileSorted } from "../../src/numeric/quantile";

test("R-7: position (n - 1) * share, linear between neighbours", () => {
  const sorted = Float64Array.of(1, 2, 4, 8);
  assert.equal(quantileSorted(sorted, 0), 1);
  assert.equal(quantileSorted(sorted, 1), 8);
  assert.equal(quantileSorted(sorted, 1 / 3), 2);
  // (4 - 1) * 0.5 = 1.5: half-way from 2 to 4
  assert.equal(quantileSorted(sorted, 0.5), 2 + 0.5 * (4 - 2));
  assert.equal(quantileSorted(Float64Array.of(7), 0.3), 7);
});

test("no numbers and shares outside [0, 1] are refused", () => {
  assert.throws(() => quantileSorted(new Float64Array(0), 0.5), /at least one number/);
  assert.throws(() => quantileSorted(Float64Array.of(1), 1.5), /1\.5/);
  assert.throws(() => quantileSorted(Float64Array.of(1), NaN), /NaN/);
});
