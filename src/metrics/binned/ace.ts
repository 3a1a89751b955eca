import { binMeans, meanGap } from "./bin-means";
import { type Bin, assignEqualMassBins } from "./bins";
import {
  type CalibrationInput,
  type MetricResult,
  checkCalibrationInput,
} from "../calibration-input";
import { topLabelMetric } from "../definition/top-label-metric";

/** An adaptive calibration error with the bins it was summed from. */
export interface Ace extends MetricResult {
  /** Number of bins that are left once equal edges are merged. */
  readonly bins: number;
  readonly rule: "quantile";
  readonly reliability: readonly Bin[];
}

/**
 * Adaptive calibration error, a fraction in [0, 1]: the sum of ECE over equal-mass bins of the
 * confidence (Nixon et al. 2019, of the top label), weighted by the bins' shares, which differ when
 * there are ties.
 * @param bins number of quantile bins; 10 by default
 */
export function ace(
  input: CalibrationInput,
  { bins = 10 }: { readonly bins?: number } = {},
): Ace {
  checkCalibrationInput(input);
  const n = input.confidence.length;
  const reliability = binMeans(input, assignEqualMassBins(input.confidence, bins));
  const value = meanGap(reliability);
  return { value, n, bins: reliability.length, rule: "quantile", reliability };
}

export const aceMetric = topLabelMetric({
  key: "ace",
  title: "ACE",
  summary: "ECE over bins with equal numbers of samples.",
  unit: "percent",
  better: "lower",
  range: [0, 1],
  bins: "equal-mass",
  value: ({ massBins }) => meanGap(massBins),
});
