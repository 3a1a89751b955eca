import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { brier } from "../../src/metrics/brier";
import { predictFromLogits, predictFromProbabilities } from "../../src/metrics/confidence";
import { nll } from "../../src/metrics/nll";
import { logSumExp, softmax } from "../../src/metrics/softmax";

const labels = (...of: number[]) => Int32Array.from(of);
const reals = (...of: number[]) => Float64Array.from(of);

function near(got: number, expected: number, tolerance = 1e-12): void {
  assert.ok(Math.abs(got - expected) <= tolerance, `${got} is not ${expected}`);
}

test("softmax of [ln 1, ln 3] is [1/4, 3/4], row by row", () => {
  const p = softmax(reals(0, Math.log(3), Math.log(3), 0), 2);
  [1 / 4, 3 / 4, 3 / 4, 1 / 4].forEach((expected, i) => near(p[i]!, expected));
});

test("softmax neither overflows nor underflows", () => {
  assert.deepEqual([...softmax(reals(1e308, 1e308), 2)], [0.5, 0.5]);
  assert.deepEqual([...softmax(reals(-1e308, -1e308), 2)], [0.5, 0.5]);
  assert.deepEqual([...softmax(reals(0, -1e308), 2)], [1, 0]);
  near(logSumExp(reals(1000, 1000), 0, 2), 1000 + Math.log(2), 1e-9);
});

test("rows sum to 1, and adding a number to a row changes nothing", () => {
  const row = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), {
    minLength: 1,
    maxLength: 9,
  });
  fc.assert(
    fc.property(row, fc.integer({ min: -100, max: 100 }), (values, shift) => {
      const p = softmax(reals(...values), values.length);
      const shifted = softmax(reals(...values.map((v) => v + shift)), values.length);
      near(
        p.reduce((a, b) => a + b),
        1,
      );
      p.forEach((value, i) => near(shifted[i]!, value));
    }),
  );
});

test("confidence, prediction and verdict; equal logits go to the first class", () => {
  const p = predictFromLogits(reals(0, Math.log(3), 2, 2), labels(1, 1));
  near(p.confidence[0]!, 3 / 4);
  near(p.confidence[1]!, 1 / 2);
  assert.deepEqual([...p.prediction], [1, 0]);
  assert.deepEqual([...p.correct], [1, 0]);
});

test("float32 logits are computed in float64", () => {
  const p = predictFromLogits(Float32Array.of(0, 1), labels(1));
  near(p.confidence[0]!, 1 / (1 + Math.exp(-1)), 1e-15);
});

test("NaN, infinite logits, foreign labels and shapes that do not fit are named", () => {
  assert.throws(
    () => predictFromLogits(reals(0, 1, NaN, 1), labels(0, 0)),
    /logits: expected finite numbers, got NaN \(sample 1, class 0\)/,
  );
  assert.throws(() => nll(reals(0, Infinity), labels(0)), /got Infinity/);
  assert.throws(
    () => predictFromLogits(reals(0, 1), labels(2)),
    /label: expected a class index from 0 to 1, got 2 \(sample 0\)/,
  );
  assert.throws(() => brier(reals(0, 1), labels(-1)), /got -1/);
  assert.throws(() => predictFromLogits(reals(0, 1, 2), labels(0, 0)), /flat \[n, c\]/);
  assert.throws(() => predictFromProbabilities(reals(), labels()), /n and c at least 1/);
});

test("NLL in nats: logits [0, ln 3] give -ln(1/4) and -ln(3/4)", () => {
  const { value, n } = nll(reals(0, Math.log(3), 0, Math.log(3)), labels(0, 1));
  near(value, (-Math.log(1 / 4) - Math.log(3 / 4)) / 2);
  assert.equal(n, 2);
});

test("NLL stays finite where the probability underflows to 0", () => {
  near(nll(reals(1000, 0), labels(1)).value, 1000);
});

test("Brier sums over all classes: [0.2, 0.8] with class 0 true gives 0.8^2 + 0.8^2", () => {
  near(brier(reals(0.2, 0.8), labels(0)).value, (0.2 - 1) ** 2 + 0.8 ** 2);
  assert.equal(brier(reals(0, 1), labels(0)).value, 2);
  assert.equal(brier(reals(0, 1), labels(1)).value, 0);
});
