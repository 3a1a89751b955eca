import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { holmAdjusted } from "../../src/numeric/holm";

test("Holm by hand: the smallest of four times 4, the next times 3, never below the one before", () => {
  // sorted: 0.01 * 4 = 0.04; 0.02 * 3 = 0.06; 0.025 * 2 = 0.05, raised to 0.06; 0.5 * 1 = 0.5
  const adjusted = holmAdjusted([0.025, 0.01, 0.5, 0.02]);
  assert.deepEqual(adjusted, [3 * 0.02, 4 * 0.01, 0.5, 3 * 0.02]);
});

test("none is above 1, one test alone stays as it is, and there may be no tests", () => {
  assert.deepEqual(holmAdjusted([0.6, 0.4]), [0.8, 0.8]);
  assert.deepEqual(holmAdjusted([0.9, 0.8]), [1, 1]);
  assert.deepEqual(holmAdjusted([0.03]), [0.03]);
  assert.deepEqual(holmAdjusted([]), []);
});

test("adjusted values lie between the plain ones and Bonferroni's, in the same order", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (plain) => {
      const adjusted = holmAdjusted(plain);
      plain.forEach((p, i) => {
        assert.ok(adjusted[i]! >= p && adjusted[i]! <= Math.min(1, plain.length * p));
        plain.forEach((q, j) => assert.ok(p > q || adjusted[i]! <= adjusted[j]!));
      });
    }),
  );
});
