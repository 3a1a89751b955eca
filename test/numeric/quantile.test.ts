import assert from "node:assert/strict";
import { test } from "node:test";
import { orderStatistics } from "../../src/numeric/order-statistics";
import { quantileSorted, quantiles, sharesSorted } from "../../src/numeric/quantile";
import { seededRandom } from "../../src/random/random";

test("R-7: position (n - 1) * share, linear between neighbours", () => {
  const sorted = Float64Array.of(1, 2, 4, 8);
  assert.equal(quantileSorted(sorted, 0), 1);
  assert.equal(quantileSorted(sorted, 1), 8);
  assert.equal(quantileSorted(sorted, 1 / 3), 2);
  // (4 - 1) * 0.5 = 1.5: half-way from 2 to 4
  assert.equal(quantileSorted(sorted, 0.5), 2 + 0.5 * (4 - 2));
  assert.equal(quantileSorted(Float64Array.of(7), 0.3), 7);
});

test("quantiles of many unsorted numbers are those of the sorted ones", () => {
  const random = seededRandom("quantiles");
  for (const n of [1, 10, 20000]) {
    const values = Float64Array.from({ length: n }, () => Math.round(random() * 500) / 7);
    const sorted = values.slice().sort();
    const shares = [0, 0.1, 0.25, 0.5, 0.9, 1];
    assert.deepEqual(
      quantiles(values, shares),
      shares.map((share) => quantileSorted(sorted, share)),
    );
    assert.deepEqual(orderStatistics(values, [n - 1, 0]), [sorted[n - 1], sorted[0]]);
  }
  assert.deepEqual(quantiles(new Float64Array(5000).fill(3), [0.5]), [3]);
});

test("no numbers and shares outside [0, 1] are refused", () => {
  assert.throws(() => quantileSorted(new Float64Array(0), 0.5), /at least one number/);
  assert.throws(() => quantileSorted(Float64Array.of(1), 1.5), /1\.5/);
  assert.throws(() => quantileSorted(Float64Array.of(1), NaN), /NaN/);
});

test("shares are where the quantile is the value; ties have a range of them", () => {
  const sorted = Float64Array.of(1, 2, 2, 4);
  assert.deepEqual(sharesSorted(sorted, 0.9), [0, 0]);
  assert.deepEqual(sharesSorted(sorted, 1), [0, 0]);
  assert.deepEqual(sharesSorted(sorted, 2), [1 / 3, 2 / 3]);
  // Half-way from the third to the fourth of four numbers: (2 + 1/2) / 3.
  assert.deepEqual(sharesSorted(sorted, 3), [2.5 / 3, 2.5 / 3]);
  assert.deepEqual(sharesSorted(sorted, 4.1), [1, 1]);
  assert.deepEqual(sharesSorted(Float64Array.of(5), 5), [0, 1]);
  for (const share of [0.1, 0.25, 0.8]) {
    const values = Float64Array.of(-3, -1, 0.5, 2, 7);
    const [min, max] = sharesSorted(values, quantileSorted(values, share));
    assert.ok(Math.abs(min - share) < 1e-12 && Math.abs(max - share) < 1e-12);
  }
});
