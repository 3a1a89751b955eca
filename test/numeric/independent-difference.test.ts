import assert from "node:assert/strict";
import { test } from "node:test";
import { independentDifference } from "../../src/numeric/independent-difference";
import { normalQuantile } from "../../src/numeric/normal";

test("the variances of independent effects add up: 3 and 4 make 5", () => {
  const { effect, low, high } = independentDifference(
    { effect: 2, standardError: 3, level: 0.9 },
    { effect: -1, standardError: 4 },
  );
  assert.equal(effect, 2 - -1);
  const half = 5 * normalQuantile(0.95);
  assert.deepEqual([low, high], [3 - half, 3 + half]);
});
