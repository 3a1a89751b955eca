import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ace } from "../../src/metrics/binned/ace";
import { augrc } from "../../src/metrics/ranking/augrc";
import { aurc } from "../../src/metrics/ranking/aurc";
import type { BinOptions } from "../../src/metrics/binned/bins";
import type { CalibrationInput } from "../../src/metrics/calibration-input";
import { debiasedEce } from "../../src/metrics/binned/debiased-ece";
import { ece } from "../../src/metrics/binned/ece";
import { evaluateInput, evaluatePredictions } from "../../src/metrics/evaluate";
import { mce } from "../../src/metrics/binned/mce";
import { metricOf } from "../../src/metrics/registry";
import { rmsCalibrationError } from "../../src/metrics/binned/rms-calibration-error";
import type { CellBootstrapOptions } from "../../src/numeric/cell-bootstrap";
import { randomNormal, seededRandom } from "../../src/random/random";
import { anyInput, samples } from "./helpers";

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

  it("a single sample and a hundred classes still have finite intervals", () => {
    for (const [n, c] of [
      [1, 3],
      [5, 100],
    ] as const) {
      const random = seededRandom("few", n);
      const values = Float64Array.from(randomNormal(n * c, 1, random));
      const labels = Int32Array.from({ length: n }, (_, i) => i % c);
      const { metrics } = evaluatePredictions(
        { kind: "logits", values, labels },
        { random },
      );
      for (const [name, { value, interval = [value, value] }] of Object.entries(metrics)) {
        assert.ok([value, ...interval].every(Number.isFinite), name);
        assert.ok(interval[0] <= interval[1], name);
      }
    }
  });
});

it("takes confidences alone: what needs no other score is as with all scores", () => {
  const values = Float64Array.of(0.75, 0.25, 0.4, 0.6, 0.9, 0.1);
  const labels = Int32Array.of(0, 0, 1);
  const options = { resamples: 20, bins: 5 };
  const evaluated = (predictions: Parameters<typeof evaluatePredictions>[0]) =>
    evaluatePredictions(predictions, { ...options, random: seededRandom("alone") }).metrics;
  const alone = evaluated({
    kind: "confidences",
    confidence: Float64Array.of(0.75, 0.6, 0.9),
    correct: Uint8Array.of(1, 0, 0),
  });
  const whole = evaluated({ kind: "probabilities", values, labels });
  assert.ok(Object.keys(alone).length < Object.keys(whole).length);
  for (const key of ["accuracy", "ece", "aurc"]) {
    assert.equal(alone[key]!.value, whole[key]!.value, key);
  }
});
