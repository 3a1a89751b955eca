import { type Random, seededRandom } from "../random/random";
import {
  type CalibrationInput,
  type MetricResult,
  checkCalibrationInput,
} from "./calibration-input";
import { defineMetric } from "./definition/define-metric";
import { describeMetric, type MetricDefinition } from "./definition/definition";

/** A test of calibration; `value` is its p-value. */
export interface CalibrationTest extends MetricResult {
  /** Unbiased estimate of the squared kernel calibration error; it can be below 0. */
  readonly squaredError: number;
  /** Width of the kernel, in units of confidence. */
  readonly bandwidth: number;
  readonly resamples: number;
}

export interface CalibrationTestOptions {
  readonly random: Random;
  /** Sets of outcomes drawn from the confidences; 999 by default, so that p is at least 0.001. */
  readonly resamples?: number;
}

/**
 * Test of the hypothesis that the predicted class is right with a probability equal to its confidence, without bins.
 *
 * The statistic is the squared kernel calibration error of the top label, its unbiased estimator
 * 2 / (n (n - 1)) * sum over i < j of (y_i - c_i) k(c_i, c_j) (y_j - c_j) (Widmann, Lindsten and Zachariah 2019, Table 1,
 * SKCE_uq, for a single binary outcome; its square root is the MMCE of Kumar et al. 2018). The kernel is Laplacian,
 * exp(-|c - c'| / bandwidth), with the mean distance of two confidences as bandwidth.
 *
 * For the top label the hypothesis fixes the distribution of the outcomes given the confidences, so the p-value needs no
 * limit theorem: outcomes are drawn with probability c_i (consistency resampling, Bröcker and Smith 2007), and
 * p = (1 + number of draws with a statistic at least as large) / (1 + draws), which is exact at any n (Phipson and
 * Smyth 2010). Samples have to be independent.
 * @example
 * // 90 % sure of 100 answers and right in half of them.
 * const confidence = new Float64Array(100).fill(0.9);
 * const correct = Uint8Array.from(confidence, (_, i) => i % 2);
 * calibrationTest({ confidence, correct }, { random: seededRandom("example") }).value; // => 0.001
 */
export function calibrationTest(
  input: CalibrationInput,
  { random, resamples = 999 }: CalibrationTestOptions,
): CalibrationTest {
  const { confidence, correct, decay, bandwidth } = sortedKernel(input);
  const n = confidence.length;
  const observed = pairSum(
    correct.map((right, i) => right - confidence[i]!),
    decay,
  );
  const residuals = new Float64Array(n);
  let asLarge = 0;
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < n; i++) {
      residuals[i] = (random() < confidence[i]! ? 1 : 0) - confidence[i]!;
    }
    if (pairSum(residuals, decay) >= observed) asLarge += 1;
  }
  return {
    value: (1 + asLarge) / (1 + resamples),
    n,
    squaredError: meanOverPairs(observed, n),
    bandwidth,
    resamples,
  };
}

export const kernelCalibrationErrorMetric = defineMetric({
  key: "kernel_ce",
  title: "kernel CE",
  summary: "Root of the unbiased squared kernel calibration error, without bins.",
  unit: "percent",
  better: "lower",
  range: [0, 1],
  compute: (input) => {
    const { confidence, correct, decay } = sortedKernel(input);
    const sum = pairSum(
      correct.map((right, i) => right - confidence[i]!),
      decay,
    );
    return Math.sqrt(Math.max(0, meanOverPairs(sum, confidence.length)));
  },
});

export const calibrationPMetric: MetricDefinition<"calibration_p"> = {
  ...describeMetric({
    key: "calibration_p",
    title: "calibration p",
    summary:
      "P-value of the hypothesis that confidences are the probabilities of being right (kernel calibration error).",
    unit: "score",
    better: "neither",
    range: [0, 1],
  }),
  needs: [],
  compute: (input) => calibrationTest(input, { random: seededRandom(STREAM) }).value,
  // It is a statement on all samples at once.
  interval: { kind: "none" },
};

/** The metric has to be a function of the predictions alone. */
const STREAM = "calibration test";

interface SortedKernel {
  /** By rising confidence. */
  readonly confidence: Float64Array;
  readonly correct: Float64Array;
  /** Kernel of each sample and the one before it; 0 for the first. */
  readonly decay: Float64Array;
  readonly bandwidth: number;
}

function sortedKernel(input: CalibrationInput): SortedKernel {
  checkCalibrationInput(input);
  const order = Uint32Array.from(input.confidence.keys()).sort(
    (a, b) => input.confidence[a]! - input.confidence[b]!,
  );
  const confidence = Float64Array.from(order, (i) => input.confidence[i]!);
  const correct = Float64Array.from(order, (i) => input.correct[i]!);
  const mean = meanDistance(confidence);
  // Equal confidences have a kernel of 1 at any width.
  const bandwidth = mean === 0 ? 1 : mean;
  const decay = confidence.map((value, i) =>
    i === 0 ? 0 : Math.exp((confidence[i - 1]! - value) / bandwidth),
  );
  return { confidence, correct, decay, bandwidth };
}

/** Mean of |c_i - c_j| over pairs of sorted values: each gap counts for the pairs that it separates. */
function meanDistance(sorted: Float64Array): number {
  const n = sorted.length;
  let sum = 0;
  for (let i = 1; i < n; i++) sum += (sorted[i]! - sorted[i - 1]!) * i * (n - i);
  return n < 2 ? 0 : sum / ((n * (n - 1)) / 2);
}

/** Sum of r_i k_ij r_j over i < j in one pass: on a line, a Laplacian kernel is the product of those of the steps. */
function pairSum(residuals: Float64Array, decay: Float64Array): number {
  let [before, sum] = [0, 0];
  for (let i = 0; i < residuals.length; i++) {
    before *= decay[i]!;
    sum += before * residuals[i]!;
    before += residuals[i]!;
  }
  return sum;
}

/** One sample has no pairs and tells nothing. */
function meanOverPairs(sum: number, n: number): number {
  return n < 2 ? 0 : (2 * sum) / (n * (n - 1));
}
