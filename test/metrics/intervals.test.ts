import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ace } from "../../src/metrics/ace";
import { augrc } from "../../src/metrics/augrc";
import { aurc } from "../../src/metrics/aurc";
import type { BinOptions } from "../../src/metrics/bins";
import type { CalibrationInput } from "../../src/metrics/calibration-input";
import { debiasedEce } from "../../src/metrics/debiased-ece";
import { ece } from "../../src/metrics/ece";
import { mce } from "../../src/metrics/mce";
import { meanInterval } from "../../src/metrics/mean-interval";
import { rmsCalibrationError } from "../../src/metrics/rms-calibration-error";
import { evaluateInput } from "../../src/metrics/evaluate";
import { metricOf } from "../../src/metrics/registry";
import {
  type CellBootstrapOptions,
  bootstrapCells,
} from "../../src/numeric/cell-bootstrap";
import { binomial, resampleCounts } from "../../src/numeric/multinomial";
import { seededRandom } from "../../src/random/random";
import { anyInput, samples } from "./helpers";

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

/** The metrics as their own files compute them, at the data themselves. */
function direct(input: CalibrationInput, rule: "paper" | "textbook") {
  return {
    ece: ece(input, { rule }).value,
    ace: ace(input).value,
    mce: mce(input, { rule }).value,
    mce_weighted: mce(input, { rule, form: "weighted" }).value,
    rms_ce: rmsCalibrationError(input, { rule }).value,
    debiased_ece: debiasedEce(input, { rule }).value,
    aurc: aurc(input).value,
    augrc: augrc(input).value,
  };
}

/** The same metrics' intervals. */
function intervalsOf(
  input: CalibrationInput,
  bins: BinOptions,
  options: Pick<CellBootstrapOptions, "random" | "resamples">,
): Readonly<Record<string, readonly [number, number]>> {
  const metrics = ["accuracy", ...Object.keys(direct(input, "paper"))].map(metricOf);
  const found = evaluateInput(input, { ...bins, ...options, metrics });
  return Object.fromEntries(
    Object.entries(found.metrics).map(([key, { interval }]) => [key, interval!]),
  );
}

describe("intervals of top-label metrics", () => {
  it("close on the value itself where every sample is the same", () => {
    const input = samples(...Array.from({ length: 40 }, () => [0.8, 1] as const));
    const options = { random: seededRandom("same"), resamples: 50 };
    const intervals = intervalsOf(input, {}, options);
    for (const [name, value] of Object.entries(direct(input, "paper"))) {
      const [low, high] = intervals[name]!;
      assert.ok(Math.abs(low - value) < 1e-12 && Math.abs(high - value) < 1e-12, name);
    }
  });

  it("lie in order, and repeat with the seed", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const run = () =>
          intervalsOf(
            input,
            { rule: "textbook" },
            { random: seededRandom("order"), resamples: 40 },
          );
        for (const [low, high] of Object.values(run())) assert.ok(low <= high);
        assert.deepEqual(run(), run());
      }),
      { numRuns: 20 },
    );
  });

  it("of the accuracy: about 1.96 standard errors to either side, at any number of samples", () => {
    for (const n of [200, 100000]) {
      const random = seededRandom("samples", n);
      const confidence = Float64Array.from({ length: n }, () => 0.5 + random() / 2);
      const correct = Uint8Array.from(confidence, (c) => (random() < c ? 1 : 0));
      const { accuracy } = intervalsOf({ confidence, correct }, {}, { random });
      const share = correct.reduce((a, b) => a + b, 0) / n;
      const error = 1.96 * Math.sqrt((share * (1 - share)) / n);
      assert.ok(Math.abs(accuracy![0] - (share - error)) < 0.2 * error);
      assert.ok(Math.abs(accuracy![1] - (share + error)) < 0.2 * error);
    }
  });

  it("hold the value where the model is far from calibrated", () => {
    const n = 3000;
    const random = seededRandom("overconfident");
    const confidence = Float64Array.from({ length: n }, () => 0.6 + 0.4 * random());
    const correct = Uint8Array.from(confidence, (c) => (random() < c - 0.3 ? 1 : 0));
    const intervals = intervalsOf({ confidence, correct }, {}, { random });
    for (const [name, value] of Object.entries(direct({ confidence, correct }, "paper"))) {
      const [low, high] = intervals[name]!;
      assert.ok(low <= value && value <= high, `${name}: ${low}, ${value}, ${high}`);
    }
  });
});

describe("interval of a mean", () => {
  it("is the normal one for many values", () => {
    const random = seededRandom("mean");
    const values = Float64Array.from({ length: 20000 }, () => random() * 3);
    const mean = values.reduce((a, b) => a + b) / values.length;
    // The variance of a uniform number on [0, 3] is 9 / 12.
    const error = 1.96 * Math.sqrt(9 / 12 / values.length);
    const [low, high] = meanInterval(values, { random });
    assert.ok(Math.abs(low - (mean - error)) < 0.2 * error);
    assert.ok(Math.abs(high - (mean + error)) < 0.2 * error);
  });

  it("of equal values has no width", () => {
    const options = { random: seededRandom("equal"), resamples: 10 };
    assert.deepEqual(meanInterval(new Float64Array(2000).fill(0.5), options), [0.5, 0.5]);
  });

  it("needs a resample and a level inside (0, 1)", () => {
    const random = seededRandom("none");
    const run = (options: { resamples?: number; level?: number }) =>
      bootstrapCells(Float64Array.of(1), () => [1], { random, ...options });
    assert.throws(() => run({ resamples: 0 }), /at least 1 resample/);
    assert.throws(() => run({ level: 1 }), /\(0, 1\), got 1000 and 1/);
  });
});
