import { meanGap } from "./bin-means";
import { type Bin, type BinOptions, type EdgeRule, binSettings } from "./bins";
import type { CalibrationInput, MetricResult } from "../calibration-input";
import { reliabilityBins } from "./reliability-bins";
import { topLabelMetric } from "../definition/top-label-metric";

/** An expected calibration error with the bins it was summed from; diagrams draw these bins. */
export interface Ece extends MetricResult {
  /** Number of bins. */
  readonly bins: number;
  readonly rule: EdgeRule;
  readonly reliability: readonly Bin[];
}

/**
 * Expected calibration error, a fraction in [0, 1] (the paper prints percent):
 * sum over bins of n_b / n * |accuracy_b - confidence_b| (Naeini et al. 2015; Guo et al. 2017, eq. 3).
 * Defaults: 10 equal-width bins, `left-closed-drop-1` edges.
 * @example
 * const input = { confidence: Float64Array.of(0.3, 0.9), correct: Uint8Array.of(1, 0) };
 * // Bins [0, 1/2] and (1/2, 1]: 1/2 * |1 - 0.3| + 1/2 * |0 - 0.9|
 * ece(input, { bins: 2 }).value; // => 0.8
 * ece(input, { bins: 1 }).value; // => 0.1
 */
export function ece(input: CalibrationInput, options: BinOptions = {}): Ece {
  const settings = binSettings(options);
  const reliability = reliabilityBins(input, settings);
  const n = input.confidence.length;
  return { value: meanGap(reliability), n, ...settings, reliability };
}

export const eceMetric = topLabelMetric({
  key: "ece",
  title: "ECE",
  summary: "Mean gap between confidence and accuracy over equal-width bins of confidence.",
  unit: "percent",
  better: "lower",
  range: [0, 1],
  bins: "equal-width",
  floor: "ece_floor",
  value: ({ bins }) => meanGap(bins),
});
