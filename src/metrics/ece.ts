import { meanGap } from "./bin-means";
import {
  type Bin,
  type BinOptions,
  type EdgeRule,
  reliabilityBins,
  binSettings,
} from "./bins";
import type { CalibrationInput, MetricResult } from "./calibration-input";

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
 */
export function ece(input: CalibrationInput, options: BinOptions = {}): Ece {
  const { bins, rule } = binSettings(options);
  const reliability = reliabilityBins(input, { bins, rule });
  const n = input.confidence.length;
  return { value: meanGap(reliability), n, bins, rule, reliability };
}
