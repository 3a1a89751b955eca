import { meanGap } from "./bin-means";
import { type MetricResult, checkCalibrationInput } from "../calibration-input";
import { SMALL_PROBABILITY } from "./class-bins";
import { classMetric } from "../definition/class-metric";
import { massBinsAbove } from "./mass-bins-above";
import { classQuestions } from "../probability/one-versus-rest";
import { NO_GROUPS } from "../intervals/sample-groups";
import { type Reals, classCount } from "../probability/softmax";

/** A thresholded adaptive calibration error. */
export interface ThresholdedAce extends MetricResult {
  /** Equal-mass bins asked for, per class. */
  readonly bins: number;
  readonly rule: "quantile";
  readonly threshold: number;
}

/** Settings of the thresholded ACE. */
export interface ThresholdedAceOptions {
  /** 10 by default. */
  readonly bins?: number;
  /** Probabilities up to this one are left out; 0.01 by default. */
  readonly threshold?: number;
}

/**
 * Thresholded adaptive calibration error (TACE; Nixon et al. 2019), a fraction in [0, 1]: the mean over
 * classes of the ACE of p_k against [y = k] over the samples with p_k above the threshold, so that the
 * many probabilities near 0 do not drown the rest. A class without such samples counts as 0.
 * @param probabilities flat [n, c]
 * @param labels true classes, shape [n]
 */
export function thresholdedAce(
  probabilities: Reals,
  labels: Int32Array,
  { bins = 10, threshold = SMALL_PROBABILITY }: ThresholdedAceOptions = {},
): ThresholdedAce {
  const classes = classCount(probabilities, labels, "probabilities");
  let sum = 0;
  for (const question of classQuestions(probabilities, labels)) {
    checkCalibrationInput(question);
    sum += meanGap(massBinsAbove(question, bins, threshold, NO_GROUPS)[0] ?? []);
  }
  return { value: sum / classes, n: labels.length, bins, rule: "quantile", threshold };
}

export const thresholdedAceMetric = classMetric({
  key: "thresholded_ace",
  title: "thresholded ACE",
  summary: "Mean over classes of the ACE of their probabilities above 0.01.",
  unit: "percent",
  better: "lower",
  range: [0, 1],
  bins: "equal-mass",
  term: ({ massBinsAbove: bins, classes }) => meanGap(bins) / classes,
});
