import { meanGap } from "./bin-means";
import { type BinOptions, type EdgeRule, binSettings } from "./bins";
import type { MetricResult } from "../calibration-input";
import { classMetric } from "../definition/class-metric";
import { ece } from "./ece";
import { classQuestions } from "../probability/one-versus-rest";
import { type Reals, classCount } from "../probability/softmax";

/** A classwise calibration error with each class's own. */
export interface ClasswiseEce extends MetricResult {
  readonly bins: number;
  readonly rule: EdgeRule;
  /** ECE of each class's probability, shape [c]. */
  readonly perClass: Float64Array;
}

/**
 * Classwise ECE, a fraction in [0, 1]: the mean over classes of the ECE of p_k against [y = k] over
 * all samples (Kull et al. 2019; static calibration error of Nixon et al. 2019).
 * Defaults: 10 equal-width bins, `left-closed-drop-1` edges.
 * @param probabilities flat [n, c]
 * @param labels true classes, shape [n]
 */
export function classwiseEce(
  probabilities: Reals,
  labels: Int32Array,
  options: BinOptions = {},
): ClasswiseEce {
  const settings = binSettings(options);
  const classes = classCount(probabilities, labels, "probabilities");
  const errors = Array.from(
    classQuestions(probabilities, labels),
    (question) => ece(question, settings).value,
  );
  const perClass = Float64Array.from(errors);
  const value = perClass.reduce((sum, each) => sum + each, 0) / classes;
  return { value, n: labels.length, ...settings, perClass };
}

export const classwiseEceMetric = classMetric({
  key: "classwise_ece",
  title: "classwise ECE",
  summary: "Mean over classes of the ECE of their probabilities.",
  unit: "percent",
  better: "lower",
  range: [0, 1],
  bins: "equal-width",
  term: ({ bins, classes }) => meanGap(bins) / classes,
});
