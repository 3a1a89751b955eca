import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { binomial, resampleCounts } from "../../src/numeric/multinomial";
import { seededRandom } from "../../src/random/random";

describe("binomial draws", () => {
  for (const [n, p] of [
    [20, 0.3],
    [400, 0.02],
    [1000, 0.4],
    [50, 0.9],
  ] as const) {
    it(`of ${n} trials of ${p} have the mean n p and the variance n p (1 - p)`, () => {
      const random = seededRandom("binomial", n);
      const draws = Array.from({ length: 20000 }, () => binomial(n, p, random));
      assert.ok(draws.every((k) => Number.isInteger(k) && k >= 0 && k <= n));
      const mean = draws.reduce((a, b) => a + b) / draws.length;
      const variance = draws.reduce((a, k) => a + (k - mean) ** 2, 0) / draws.length;
      const expected = n * p * (1 - p);
      // Five standard errors of the mean; the variance's relative error is about 1 %.
      assert.ok(Math.abs(mean - n * p) < 5 * Math.sqrt(expected / draws.length));
      assert.ok(Math.abs(variance / expected - 1) < 0.05);
    });
  }

  it("a resample of cells keeps the total and leaves empty cells empty", () => {
    const out = new Float64Array(4);
    resampleCounts([5, 0, 100000, 2], seededRandom("cells"), out);
    assert.equal(
      out.reduce((a, b) => a + b),
      100007,
    );
    assert.equal(out[1], 0);
  });
});
