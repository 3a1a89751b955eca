import assert from "node:assert/strict";
import { test } from "node:test";
import { minimise } from "../../src/numeric/lbfgs";
import { logGamma } from "../../src/numeric/log-gamma";
import { pairwiseSum } from "../../src/numeric/pairwise-sum";

test("L-BFGS finds the minimum of a stretched bowl", () => {
  const scales = [1, 10, 1000];
  const found = minimise(
    (x, gradient) => {
      let value = 0;
      scales.forEach((scale, k) => {
        const away = x[k]! - (k + 1);
        value += scale * away * away;
        gradient[k] = 2 * scale * away;
      });
      return value;
    },
    Float64Array.of(-5, 7, 30),
  );
  found.forEach((x, k) => assert.ok(Math.abs(x - (k + 1)) < 1e-8, `${k}: ${x}`));
});

test("log gamma: factorials, and the root of pi at one half", () => {
  let factorial = 1;
  for (let n = 1; n <= 20; n++) {
    assert.ok(Math.abs(logGamma(n) - Math.log(factorial)) < 1e-12 * (1 + n * n));
    factorial *= n;
  }
  assert.ok(Math.abs(logGamma(0.5) - Math.log(Math.sqrt(Math.PI))) < 1e-13);
  // Recurrence below one half, where the reflection formula is used.
  assert.ok(Math.abs(logGamma(1.1) - logGamma(0.1) - Math.log(0.1)) < 1e-13);
});

test("pairwise sum: float32 rounds every addition, float64 none; long arrays are whole", () => {
  // 2^24 + 1 is not a float32.
  assert.equal(pairwiseSum(Float32Array.of(2 ** 24, 1, 1)), 2 ** 24);
  assert.equal(pairwiseSum(Float64Array.of(2 ** 24, 1, 1)), 2 ** 24 + 2);
  for (const n of [1, 7, 8, 23, 128, 129, 1000]) {
    const values = Float64Array.from({ length: n }, (_, i) => i);
    assert.equal(pairwiseSum(values), (n * (n - 1)) / 2);
  }
});
