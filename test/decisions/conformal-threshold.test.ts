import assert from "node:assert/strict";
import { test } from "node:test";
import { conformalThreshold } from "../../src/decisions/conformal-threshold";

/** 1, 2, ..., n, falling. */
function falling(n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => n - i);
}

test("the threshold is the score of rank ceil(level (n + 1))", () => {
  // 0.9 * 10 = 9, the largest of nine; 0.9 * 20 = 18 of 19; 0.9 * 16 = 14.4, so 15 of 15
  assert.deepEqual(conformalThreshold(falling(9), 0.9), {
    value: 9,
    expectedCoverage: 9 / 10,
  });
  assert.equal(conformalThreshold(falling(19), 0.9).value, 18);
  assert.deepEqual(conformalThreshold(falling(15), 0.9), {
    value: 15,
    expectedCoverage: 15 / 16,
  });
});

test("a level that n + 1 samples meet exactly is not rounded up", () => {
  // level (n + 1) in floating point may lie above the whole number
  for (let n = 19; n < 2000; n += 20) {
    const k = (19 * (n + 1)) / 20;
    assert.equal(conformalThreshold(falling(n), 0.95).value, k);
  }
});

test("too few samples for a level put every class into the sets", () => {
  // 0.9 * 9 = 8.1: the ninth of eight scores
  assert.deepEqual(conformalThreshold(falling(8), 0.9), {
    value: Infinity,
    expectedCoverage: 1,
  });
});

test("levels outside (0, 1) are refused", () => {
  for (const level of [0, 1, NaN, 95]) {
    assert.throws(
      () => conformalThreshold(falling(3), level),
      new RegExp(`coverage level: expected a number in \\(0, 1\\), got ${level}`),
    );
  }
});
