import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bootstrapCells } from "../../src/numeric/cell-bootstrap";
import { seededRandom } from "../../src/random/random";

describe("bootstrap of cells", () => {
  it("needs a resample and a level inside (0, 1)", () => {
    const random = seededRandom("none");
    const run = (options: { resamples?: number; level?: number }) =>
      bootstrapCells(Float64Array.of(1), () => [1], { random, ...options });
    assert.throws(() => run({ resamples: 0 }), /at least 1 resample/);
    assert.throws(() => run({ level: 1 }), /\(0, 1\), got 1000 and 1/);
  });

  it("counts resamples that equal the effect up to rounding half", () => {
    // 0.1 + 0.2 and 0.3 differ in the last digit; whichever a resample gives, the interval is the same.
    const counts = Float64Array.of(2, 2);
    const interval = (sums: readonly [number, number]) =>
      bootstrapCells(
        counts,
        ([first]) => [first === 2 ? 0.3 : first! % 2 === 0 ? sums[0] : sums[1]],
        { random: seededRandom("rounding"), resamples: 200 },
      );
    assert.deepEqual(
      interval([0.3, 0.1]).map((ends) => ends.map((end) => end.toFixed(9))),
      interval([0.1 + 0.2, 0.1]).map((ends) => ends.map((end) => end.toFixed(9))),
    );
  });
});
