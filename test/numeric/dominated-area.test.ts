import assert from "node:assert/strict";
import { test } from "node:test";
import { dominatedArea } from "../../src/numeric/dominated-area";

test("the area of a staircase, in whatever order its points come", () => {
  // 3 x 1 above y = 2 from x = 0, then 2 x 1 from x = 1; (2, 2) lies within
  const points = [
    [2, 2],
    [1, 1],
    [0, 2],
  ] as const;
  assert.equal(dominatedArea(points, [3, 3]), 3 * 1 + 2 * 1);
  assert.equal(dominatedArea([...points].reverse(), [3, 3]), 5);
});

test("points on or beyond the corner add nothing", () => {
  assert.equal(dominatedArea([], [3, 3]), 0);
  assert.equal(
    dominatedArea(
      [
        [3, 0],
        [0, 3],
        [4, 4],
      ],
      [3, 3],
    ),
    0,
  );
});

test("of points above each other the lower one counts", () => {
  assert.equal(
    dominatedArea(
      [
        [1, 2],
        [1, 0],
      ],
      [3, 3],
    ),
    2 * 3,
  );
});
