import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { normalCdf, normalQuantile } from "../../src/numeric/normal";

function near(got: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(got - expected) <= tolerance, `${got} is not ${expected}`);
}

test("tabulated values (Abramowitz and Stegun, table 26.1)", () => {
  assert.equal(normalCdf(0), 0.5);
  near(normalCdf(1), 0.841344746068543, 1e-14);
  near(normalCdf(2), 0.977249868051821, 1e-14);
  near(normalCdf(-3), 0.001349898031630095, 1e-14);
  near(normalQuantile(0.975), 1.959963984540054, 1e-12);
  near(normalQuantile(0.5), 0, 1e-12);
});

test("series and continued fraction meet where one takes over from the other", () => {
  near(normalCdf(4 - 1e-9), normalCdf(4), 1e-12);
  assert.equal(normalCdf(40), 1);
  assert.equal(normalCdf(-40), 0);
});

test("quantile and distribution function undo each other; both are odd about the middle", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (share) => {
      near(normalCdf(normalQuantile(share)), share, 1e-12);
      near(normalQuantile(1 - share), -normalQuantile(share), 1e-8);
    }),
  );
});

test("shares of 0, 1 and NaN have no quantile", () => {
  for (const share of [0, 1, NaN]) {
    assert.throws(() => normalQuantile(share), /a share in \(0, 1\)/);
  }
});
