import assert from "node:assert/strict";
import { test } from "node:test";
import { brier } from "../../../src/metrics/probability/brier";
import { near } from "../helpers";
import { referenceSets } from "../reference-sets";

const labels = (...of: number[]) => Int32Array.from(of);
const reals = (...of: number[]) => Float64Array.from(of);

test("Brier sums over all classes: [0.2, 0.8] with class 0 true gives 0.8^2 + 0.8^2", () => {
  near(brier(reals(0.2, 0.8), labels(0)).value, (0.2 - 1) ** 2 + 0.8 ** 2);
  assert.equal(brier(reals(0, 1), labels(0)).value, 2);
  assert.equal(brier(reals(0, 1), labels(1)).value, 0);
});

test("Brier refuses labels that are no class", () => {
  assert.throws(() => brier(reals(0, 1), labels(-1)), /got -1/);
});

test("the Brier score agrees with the reference code", () => {
  for (const { probabilities, labels: truth, all } of referenceSets())
    near(brier(probabilities, truth).value, all.independent.brier_sum, 1e-9);
});
