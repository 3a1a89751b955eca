import { meanOverBins } from "./bin-means";
import { type Bin, type BinOptions, type EdgeRule, binSettings } from "./bins";
import { brier } from "../probability/brier";
import type { MetricResult } from "../calibration-input";
import { type ClassBins, sumOverClasses } from "./class-bins";
import { classMetric } from "../definition/class-metric";
import { NO_GROUPS } from "../intervals/sample-groups";
import { type Reals, classCount } from "../probability/softmax";

/**
 * A Brier score in its parts: value = reliability - resolution + uncertainty + withinBins, exactly.
 */
export interface BrierDecomposition extends MetricResult {
  readonly bins: number;
  readonly rule: EdgeRule;
  /** Mean squared gap of bins; 0 is perfectly calibrated. */
  readonly reliability: number;
  /** Mean squared distance of the bins' frequencies from the base rate; more is better. */
  readonly resolution: number;
  /** Variance of the classes themselves: base rate * (1 - base rate). */
  readonly uncertainty: number;
  /** What binning hides: variance of p within bins less twice its covariance with the outcome. */
  readonly withinBins: number;
}

/**
 * Decomposition of the multi-class Brier score (Murphy 1973; within-bin terms: Stephenson et al. 2008),
 * class by class over bins of p_k, summed over classes.
 * Defaults: 10 equal-width bins, `left-closed-drop-1` edges.
 * @param probabilities flat [n, c]
 * @param labels true classes, shape [n]
 */
export function brierDecomposition(
  probabilities: Reals,
  labels: Int32Array,
  options: BinOptions = {},
): BrierDecomposition {
  const settings = binSettings(options);
  classCount(probabilities, labels, "probabilities");
  const terms = [reliabilityOf, resolutionOf, uncertaintyOf];
  const sums = sumOverClasses(terms, { probabilities, labels }, settings, NO_GROUPS);
  const [reliability, resolution, uncertainty] = sums.map((sum) => sum[0]!) as [
    number,
    number,
    number,
  ];
  const { value } = brier(probabilities, labels);
  const withinBins = value - (reliability - resolution + uncertainty);
  const parts = { reliability, resolution, uncertainty, withinBins };
  return { value, n: labels.length, ...settings, ...parts };
}

export const brierReliabilityMetric = classMetric({
  key: "brier_reliability",
  title: "Brier reliability",
  summary: "Part of the Brier score that recalibrating the classes' bins would remove.",
  unit: "score",
  better: "lower",
  bins: "equal-width",
  term: reliabilityOf,
});

export const brierResolutionMetric = classMetric({
  key: "brier_resolution",
  title: "Brier resolution",
  summary: "Mean squared distance of the bins' frequencies from the base rates.",
  unit: "score",
  better: "higher",
  bins: "equal-width",
  term: resolutionOf,
});

export const brierUncertaintyMetric = classMetric({
  key: "brier_uncertainty",
  title: "Brier uncertainty",
  summary: "Variance of the classes themselves, the same for every model.",
  unit: "score",
  better: "neither",
  bins: "equal-width",
  term: uncertaintyOf,
});

export const brierRefinementMetric = classMetric({
  key: "brier_refinement",
  title: "Brier refinement",
  summary:
    "Part of the Brier score that recalibration leaves: uncertainty minus resolution.",
  unit: "score",
  better: "lower",
  bins: "equal-width",
  term: refinementOf,
});

function reliabilityOf({ closedBins }: ClassBins): number {
  return meanOverBins(closedBins, (bin) => (bin.confidence - bin.accuracy) ** 2);
}

function resolutionOf({ closedBins }: ClassBins): number {
  const rate = baseRate(closedBins);
  return meanOverBins(closedBins, (bin) => (bin.accuracy - rate) ** 2);
}

function uncertaintyOf({ closedBins }: ClassBins): number {
  const rate = baseRate(closedBins);
  return rate * (1 - rate);
}

/** What is left of the score of calibrated bins (DeGroot and Fienberg 1983). */
function refinementOf({ closedBins }: ClassBins): number {
  return meanOverBins(closedBins, ({ accuracy }) => accuracy * (1 - accuracy));
}

function baseRate(bins: readonly Bin[]): number {
  return meanOverBins(bins, (bin) => bin.accuracy);
}
