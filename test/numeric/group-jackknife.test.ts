import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { groupJackknife } from "../../src/numeric/group-jackknife";
import { harmonic } from "../../src/numeric/harmonic";
import { mean } from "../../src/numeric/mean";

describe("delete-a-group jackknife", () => {
  it("of a mean, with groups of one sample, is the normal interval", () => {
    const values = [1, 4, 2, 8, 5];
    const centre = mean(values);
    const variance =
      values.reduce((sum, v) => sum + (v - centre) ** 2, 0) / (values.length - 1);
    const error = 1.959963984540054 * Math.sqrt(variance / values.length);
    const without = values.map((left) => mean(values.filter((v) => v !== left)));
    const [low, high] = groupJackknife(centre, without);
    assert.ok(Math.abs(low - (centre - error)) < 1e-12);
    assert.ok(Math.abs(high - (centre + error)) < 1e-12);
  });

  it("has no width without groups", () => {
    assert.deepEqual(groupJackknife(0.3, []), [0.3, 0.3]);
  });
});

it("harmonic numbers agree with their sums, on both sides of the expansion's start", () => {
  let sum = 0;
  for (let n = 1; n <= 200; n++) {
    sum += 1 / n;
    assert.ok(Math.abs(harmonic(n) - sum) < 1e-14, String(n));
  }
  assert.equal(harmonic(0), 0);
});
