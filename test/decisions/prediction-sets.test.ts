import assert from "node:assert/strict";
import { test } from "node:test";
import { aps } from "../../src/decisions/aps";
import {
  fitThresholds,
  type LabelledLogits,
  setQuality,
} from "../../src/decisions/prediction-sets";
import { raps } from "../../src/decisions/raps";
import { thr } from "../../src/decisions/thr";
import { seededRandom, type Random } from "../../src/random/random";

/** Logits whose softmax are these probabilities. */
function logitsOf(...rows: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from(rows.flat(), Math.log);
}

const half: Random = () => 0.5;

test("coverage and size of sets by hand", () => {
  const test = {
    logits: logitsOf([0.5, 0.375, 0.125], [0.25, 0.625, 0.125]),
    labels: Int32Array.of(1, 0),
  };
  // THR up to 1 - 0.3: {0, 1} holds class 1, {1} lacks class 0. Up to 1 - 0.2: {0, 1} and {0, 1}.
  assert.deepEqual(setQuality(thr, [{ value: 0.7 }, { value: 0.8 }], test, half), [
    { coverage: 1 / 2, meanSize: (2 + 1) / 2 },
    { coverage: 1, meanSize: 2 },
  ]);
  // APS with u = 1/2: scores 0.25, 0.6875, 0.9375 and (by class) 0.75, 0.3125, 0.9375
  assert.deepEqual(setQuality(aps, [{ value: 0.3 }, { value: 0.7 }], test, half), [
    { coverage: 0, meanSize: (1 + 0) / 2 },
    { coverage: 1 / 2, meanSize: (2 + 1) / 2 },
  ]);
  assert.deepEqual(setQuality(aps, [{ value: Infinity }], test, half), [
    { coverage: 1, meanSize: 3 },
  ]);
});

test("the threshold is that of the true classes' scores", () => {
  const validation = {
    logits: logitsOf([0.75, 0.25], [0.5, 0.5], [0.125, 0.875]),
    labels: Int32Array.of(0, 1, 0),
  };
  // THR scores 0.25, 0.5, 0.875; of three, 0.5 * 4 = the second and 0.75 * 4 = the third
  const [middle, high] = fitThresholds(thr, validation, [0.5, 0.75], half);
  assert.ok(Math.abs(middle!.value - 0.5) < 1e-12);
  assert.ok(Math.abs(high!.value - 0.875) < 1e-12);
  assert.throws(
    () =>
      fitThresholds(thr, { ...validation, labels: Int32Array.of(0, 1, 0, 1) }, [0.9], half),
    /logits/,
  );
});

/** An overconfident model of five classes: labels follow the softmax of a third of its logits. */
function drawn(n: number, random: Random): LabelledLogits {
  const logits = Float64Array.from({ length: 5 * n }, () => 9 * random());
  const labels = Int32Array.from({ length: n }, (_, i) => {
    const weights = logits.subarray(5 * i, 5 * i + 5).map((z) => Math.exp(z / 3));
    let point = random() * weights.reduce((sum, weight) => sum + weight, 0);
    for (const [label, weight] of weights.entries()) {
      point -= weight;
      if (point < 0) return label;
    }
    return 4;
  });
  return { logits, labels };
}

for (const score of [thr, aps, raps]) {
  test(`${score.title} covers k of n + 1 exchangeable samples, as Beta(k, n + 1 - k) varies`, () => {
    const [n, m, draws, level] = [25, 100, 400, 0.9];
    const random = seededRandom("exchangeable", score.name);
    const coverages = Array.from({ length: draws }, () => {
      const thresholds = fitThresholds(score, drawn(n, random), [level], random);
      return setQuality(score, thresholds, drawn(m, random), random)[0]!.coverage;
    });
    // k = ceil(0.9 * 26) = 24
    const [k, total] = [24, n + 1];
    const mean = k / total;
    const beta = (k * (total - k)) / (total * total * (total + 1));
    // A test of m samples varies by the threshold's coverage and by binomial chance: E[q (1 - q)] / m.
    const variance = beta + (mean * (1 - mean) - beta) / m;
    const got = coverages.reduce((sum, coverage) => sum + coverage, 0) / draws;
    const bound = 4 * Math.sqrt(variance / draws);
    assert.ok(Math.abs(got - mean) < bound, `${got} is not ${mean} within ${bound}`);
    // Narrow enough that neither the level itself nor a rank more or less would pass.
    assert.ok(bound < mean - level && bound < 1 / total);
    const spread =
      coverages.reduce((sum, coverage) => sum + (coverage - mean) ** 2, 0) / draws;
    assert.ok(
      Math.abs(spread / variance - 1) < 0.35,
      `variance ${spread}, not ${variance}`,
    );
  });
}
