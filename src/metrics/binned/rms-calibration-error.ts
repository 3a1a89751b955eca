import { meanOverBins } from "./bin-means";
import { type Bin, type BinOptions, type EdgeRule, binSettings } from "./bins";
import type { CalibrationInput, MetricResult } from "../calibration-input";
import { topLabelMetric } from "../definition/top-label-metric";
import { topLabelSamples } from "../intervals/top-label-samples";

/** A root-mean-square calibration error with its bins. */
export interface RmsCalibrationError extends MetricResult {
  readonly bins: number;
  readonly rule: EdgeRule;
}

/**
 * Root-mean-square calibration error, a fraction in [0, 1]: the root of the sum over bins of
 * n_b / n * (accuracy_b - confidence_b)^2 (Hendrycks et al. 2019; the L2 form of ECE). At least the ECE
 * with the same bins. Confidences of exactly 1 are in the last bin under both rules.
 * Defaults: 10 equal-width bins, `left-closed-drop-1` edges.
 */
export function rmsCalibrationError(
  input: CalibrationInput,
  options: BinOptions = {},
): RmsCalibrationError {
  const settings = binSettings(options);
  const { n, closedBins } = topLabelSamples(input, settings);
  return { value: rootMeanSquareGap(closedBins), n, ...settings };
}

export const rmsCalibrationErrorMetric = topLabelMetric({
  key: "rms_ce",
  title: "RMS CE",
  summary: "Root of the mean squared gap over equal-width bins, the L2 form of ECE.",
  unit: "percent",
  better: "lower",
  range: [0, 1],
  bins: "equal-width",
  value: ({ closedBins }) => rootMeanSquareGap(closedBins),
});

function rootMeanSquareGap(bins: readonly Bin[]): number {
  return Math.sqrt(meanOverBins(bins, (bin) => (bin.accuracy - bin.confidence) ** 2));
}
