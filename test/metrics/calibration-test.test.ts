import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { binSettings } from "../../src/metrics/binned/bins";
import type { CalibrationInput } from "../../src/metrics/calibration-input";
import { calibrationTest } from "../../src/metrics/calibration-test";
import { metricOf } from "../../src/metrics/registry";
import { mean } from "../../src/numeric/mean";
import { seededRandom } from "../../src/random/random";
import { anyInput, near, samples } from "./helpers";

/** The estimator as the paper prints it: all pairs. */
function byPairs({ confidence, correct }: CalibrationInput): number {
  const n = confidence.length;
  const distances: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++)
      distances.push(Math.abs(confidence[i]! - confidence[j]!));
  }
  const width = Math.max(...distances) === 0 ? 1 : mean(distances);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const kernel = Math.exp(-Math.abs(confidence[i]! - confidence[j]!) / width);
      sum += (correct[i]! - confidence[i]!) * kernel * (correct[j]! - confidence[j]!);
    }
  }
  return sum / ((n * (n - 1)) / 2);
}

/** Samples that are right with probability `chance(confidence)`. */
function simulated(name: number, n: number, chance: (c: number) => number) {
  const random = seededRandom("calibration test", name);
  const confidence = Float64Array.from({ length: n }, () => 0.2 + 0.8 * random());
  const correct = Uint8Array.from(confidence, (c) => (random() < chance(c) ? 1 : 0));
  return { confidence, correct };
}

const few = { resamples: 19 };

describe("calibration test", () => {
  it("computes the estimator of the paper in one pass instead of over all pairs", () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        if (input.confidence.length < 2) return;
        const options = { random: seededRandom("any"), ...few };
        near(calibrationTest(input, options).squaredError, byPairs(input), 1e-9);
      }),
      { numRuns: 50 },
    );
    // Two pairs of the same confidence: (0.1 * 0.1 + 4 (-0.9 * 0.1) + 0.9 * 0.9) / 6
    const input = samples([0.9, 1], [0.9, 0], [0.9, 0], [0.9, 1]);
    const { squaredError } = calibrationTest(input, {
      random: seededRandom("same"),
      ...few,
    });
    near(squaredError, (0.1 ** 2 - 4 * 0.9 * 0.1 + 0.9 ** 2) / 6);
  });

  it("has uniform p-values on calibrated predictions", () => {
    const trials = 500;
    const resamples = 199;
    const values = Array.from({ length: trials }, (_, trial) => {
      const random = seededRandom("draws", trial);
      return calibrationTest(
        simulated(trial, 150, (c) => c),
        { random, resamples },
      ).value;
    }).sort((a, b) => a - b);
    // Kolmogorov-Smirnov distance from the uniform distribution on 1/200, 2/200, ..., 1.
    const distance = Math.max(
      ...Array.from({ length: resamples + 1 }, (_, k) => {
        const p = (k + 1) / (resamples + 1);
        return Math.abs(values.filter((value) => value <= p + 1e-12).length / trials - p);
      }),
    );
    // Dvoretzky, Kiefer, Wolfowitz, Massart: exceeded with probability 2 exp(-2 m d^2) = 0.001.
    const bound = Math.sqrt(Math.log(2 / 0.001) / (2 * trials));
    assert.ok(distance < bound, `${distance} against ${bound}`);
  });

  it("rejects predictions that are ten points too sure, more often the more there are", () => {
    const rejected = (n: number) =>
      mean(
        Array.from({ length: 60 }, (_, trial) => {
          const random = seededRandom("power", trial);
          const input = simulated(trial, n, (c) => c - 0.1);
          return calibrationTest(input, { random, resamples: 99 }).value <= 0.05 ? 1 : 0;
        }),
      );
    // The mean residual alone, 0.1 with a deviation of at most 0.5 / sqrt(n), is 4.5 deviations at 500.
    assert.ok(rejected(500) > 0.95);
    assert.ok(rejected(60) < rejected(500));
  });

  it("finds errors of both signs, which a signed gap does not", () => {
    // Too sure above 0.6 and not sure enough below: the mean residual is 0.
    const input = simulated(1, 2000, (c) => c + (c > 0.6 ? -0.12 : 0.12));
    const { value } = calibrationTest(input, { random: seededRandom("signs") });
    assert.equal(value, 1 / 1000);
    const gap = metricOf("gap").compute(input, binSettings());
    assert.ok(Math.abs(gap) < 0.03);
  });

  it("says nothing of one sample, and refuses none", () => {
    const random = seededRandom("one");
    const one = calibrationTest(samples([0.3, 1]), { random });
    assert.deepEqual([one.value, one.squaredError], [1, 0]);
    assert.throws(() => calibrationTest(samples(), { random }), /at least one sample/);
  });

  it("gives the same p-value each time as a metric", () => {
    const input = simulated(2, 300, (c) => c - 0.03);
    const value = () => metricOf("calibration_p").compute(input, binSettings());
    assert.equal(value(), value());
    near(
      metricOf("kernel_ce").compute(input, binSettings()),
      Math.sqrt(Math.max(0, byPairs(input))),
      1e-9,
    );
  });
});
