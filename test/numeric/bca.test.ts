import assert from "node:assert/strict";
import { test } from "node:test";
import { acceleration, bcaShare } from "../../src/numeric/bca";
import { normalCdf, normalQuantile } from "../../src/numeric/normal";

test("BCa follows Efron and Tibshirani 1993, equations 14.9 to 14.15", () => {
  const sorted = Float64Array.of(1, 1.5, 2, 2, 3, 5, 8, 13);
  const effect = 2;
  const jackknife = [1.9, 1.7, 2.2, 2.05, 1.2];
  // Two of eight lie below the effect, two are equal to it and count half.
  const z0 = normalQuantile((2 + 2 / 2) / 8);
  const mean = jackknife.reduce((sum, x) => sum + x, 0) / 5;
  const power = (k: number) => jackknife.reduce((sum, x) => sum + (mean - x) ** k, 0);
  const a = power(3) / (6 * power(2) ** 1.5);
  assert.ok(Math.abs(a) > 0.01 && Math.abs(z0) > 0.01, "the example is not symmetric");
  assert.ok(Math.abs(acceleration(jackknife) - a) < 1e-12);
  for (const share of [0.05, 0.5, 0.95]) {
    const z = z0 + normalQuantile(share);
    const expected = normalCdf(z0 + z / (1 - a * z));
    assert.ok(Math.abs(bcaShare(share, effect, sorted, a) - expected) < 1e-12);
  }
});
