import { meanOverBins } from "./bin-means";
import { type Bin, type BinOptions, type EdgeRule, binSettings } from "./bins";
import type { CalibrationInput, MetricResult } from "../calibration-input";
import { topLabelMetric } from "../definition/top-label-metric";
import { topLabelSamples } from "../intervals/top-label-samples";

/** A debiased calibration error; its square may be below 0, where the value is 0. */
export interface DebiasedEce extends MetricResult {
  readonly bins: number;
  readonly rule: EdgeRule;
  /** The estimate of the squared calibration error, without the cut at 0. */
  readonly squared: number;
}

/**
 * Debiased calibration error, a fraction in [0, 1]: the L2 form of ECE less what sampling noise adds to
 * it, the root of max(0, sum over bins of n_b / n * ((acc_b - conf_b)^2 - acc_b (1 - acc_b) / (n_b - 1)))
 * (Kumar, Liang and Ma 2019, section 5). Bins with a single sample tell nothing and count as 0.
 * Confidences of exactly 1 are in the last bin under both rules.
 * Defaults: 10 equal-width bins, `left-closed-drop-1` edges.
 * @example
 * const confidence = Float64Array.of(0.9, 0.9, 0.9, 0.9);
 * const input = { confidence, correct: Uint8Array.of(1, 0, 0, 1) };
 * // (0.5 - 0.9)^2 - 0.5 * 0.5 / 3
 * debiasedEce(input).squared; // => 0.0767
 */
export function debiasedEce(
  input: CalibrationInput,
  options: BinOptions = {},
): DebiasedEce {
  const settings = binSettings(options);
  const { n, closedBins } = topLabelSamples(input, settings);
  const squared = debiasedSquare(closedBins);
  return { value: rootOf(squared), n, ...settings, squared };
}

export const debiasedEceMetric = topLabelMetric({
  key: "debiased_ece",
  title: "debiased ECE",
  summary: "L2 form of ECE, minus the contribution of sampling noise.",
  unit: "percent",
  better: "lower",
  range: [0, 1],
  bins: "equal-width",
  value: ({ closedBins }) => rootOf(debiasedSquare(closedBins)),
});

function debiasedSquare(bins: readonly Bin[]): number {
  return meanOverBins(bins, ({ n, accuracy, confidence }) => {
    if (n < 2) return 0;
    const noise = (accuracy * (1 - accuracy)) / (n - 1);
    return (accuracy - confidence) ** 2 - noise;
  });
}

function rootOf(squared: number): number {
  return Math.sqrt(Math.max(0, squared));
}
