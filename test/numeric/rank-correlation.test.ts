import assert from "node:assert/strict";
import { test } from "node:test";
import { rankCorrelation } from "../../src/numeric/rank-correlation";

test("without ties it is 1 - 6 sum(d^2) / (n (n^2 - 1))", () => {
  // Ranks of y: 2, 1, 4, 3, 5; differences of ranks: -1, 1, -1, 1, 0.
  const value = rankCorrelation([1, 2, 3, 4, 5], [20, 10, 400, 30, 500]);
  assert.ok(Math.abs(value - (1 - (6 * 4) / (5 * 24))) < 1e-12);
});

test("only the order counts, and a reversed order is -1", () => {
  assert.equal(rankCorrelation([1, 2, 3], [-5, 0, 1e9]), 1);
  assert.equal(rankCorrelation([1, 2, 3], [9, 4, 1]), -1);
});

test("ties share their mean rank", () => {
  // Ranks of y: 1.5, 1.5, 3; centred: -0.5, -0.5, 1. Those of x: -1, 0, 1.
  const value = rankCorrelation([1, 2, 3], [7, 7, 8]);
  assert.ok(Math.abs(value - 1.5 / Math.sqrt(2 * 1.5)) < 1e-12);
});

test("a constant side has no order to agree with; lists must match", () => {
  assert.equal(rankCorrelation([1, 2, 3], [4, 4, 4]), 0);
  assert.throws(() => rankCorrelation([1, 2], [1]), { message: /got 2 and 1/ });
  assert.throws(() => rankCorrelation([1], [1]), { message: /at least 2/ });
});
