import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { logSumExp, softmax } from "../../../src/metrics/probability/softmax";
import { near } from "../helpers";
import { referenceSets } from "../reference-sets";

const reals = (...of: number[]) => Float64Array.from(of);

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

test("probabilities agree with the reference code", () => {
  const withLogits = referenceSets().filter(({ logits }) => logits !== undefined);
  assert.ok(withLogits.length > 0);
  for (const { logits, probabilities, all } of withLogits) {
    const own = softmax(logits!, all.classes);
    own.forEach((p, i) => near(p, probabilities[i]!, 1e-9));
  }
});
