import assert from "node:assert/strict";
import { test } from "node:test";
import { partialCorrelation } from "../../src/numeric/partial-correlation";

const near = (got: number, want: number): void =>
  assert.ok(Math.abs(got - want) < 1e-12, `${got} is not ${want}`);

test("partial correlation: what is left when the third is taken off", () => {
  // r_xy = 0.6, r_xz = 0.8, r_yz = 0: (0.6 - 0) / sqrt(1 - 0.64) = 1.
  near(partialCorrelation([1, 2, 3, 4], [2, 1, 4, 3], [1, 3, 2, 4]), 0.6 / 0.6);
  // r_xy = 0.8, r_xz = 0.6, r_yz = 0.
  near(partialCorrelation([1, 2, 3, 4], [1, 3, 2, 4], [2, 1, 4, 3]), 0.8 / 0.8);
  // z is orthogonal to both: nothing is taken off. r_xy = 4 / sqrt(5 * 5).
  near(partialCorrelation([1, 2, 3, 4], [1, 3, 2, 4], [1, -1, -1, 1]), 0.8);
});

test("residuals of lines on z have the same correlation", () => {
  const [x, y, z] = [
    [1, 4, 2, 7, 5],
    [2, 3, 3, 9, 4],
    [1, 2, 3, 4, 6],
  ];
  const mean = (values: readonly number[]) =>
    values.reduce((a, b) => a + b) / values.length;
  const centred = (values: readonly number[]) => values.map((v) => v - mean(values));
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, v, i) => sum + v * b[i]!, 0);
  const residual = (values: readonly number[]) => {
    const [v, w] = [centred(values), centred(z!)];
    return v.map((each, i) => each - (dot(v, w) / dot(w, w)) * w[i]!);
  };
  const [a, b] = [residual(x!), residual(y!)];
  near(partialCorrelation(x!, y!, z!), dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)));
});

test("is 0 where the third explains all of one side", () => {
  assert.equal(partialCorrelation([1, 2, 3], [5, 1, 2], [2, 4, 6]), 0);
});
