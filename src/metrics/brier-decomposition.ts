import { binMeans } from "./bin-means";
import {
  type Bin,
  type BinOptions,
  type EdgeRule,
  assignBinsWithOnes,
  binSettings,
} from "./bins";
import { brier } from "./brier";
import type { MetricResult } from "./calibration-input";
import { oneVersusRest } from "./one-versus-rest";
import { type Reals, classCount } from "./softmax";

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
  const { bins, rule } = binSettings(options);
  const classes = classCount(probabilities, labels, "probabilities");
  const terms = Array.from({ length: classes }, (_, k) => {
    const question = oneVersusRest(probabilities, labels, k);
    const binning = assignBinsWithOnes(question.confidence, { bins, rule });
    return brierParts(binMeans(question, binning));
  });
  const [reliability, resolution, uncertainty] = brierPartNames.map((part) =>
    terms.reduce((sum, each) => sum + each[part], 0),
  ) as [number, number, number];
  const { value } = brier(probabilities, labels);
  const withinBins = value - (reliability - resolution + uncertainty);
  const parts = { reliability, resolution, uncertainty, withinBins };
  return { value, n: labels.length, bins, rule, ...parts };
}

export const brierPartNames = ["reliability", "resolution", "uncertainty"] as const;

/** What one class adds to the parts of the score that bins show. */
export type BrierParts = Readonly<Record<(typeof brierPartNames)[number], number>>;

/** The parts of one class, from the bins of its probability, a confidence of 1 included. */
export function brierParts(bins: readonly Bin[]): BrierParts {
  const n = bins.reduce((sum, bin) => sum + bin.n, 0);
  const rate = bins.reduce((sum, bin) => sum + (bin.n / n) * bin.accuracy, 0);
  let [reliability, resolution] = [0, 0];
  for (const bin of bins) {
    reliability += (bin.n / n) * (bin.confidence - bin.accuracy) ** 2;
    if (bin.n > 0) resolution += (bin.n / n) * (bin.accuracy - rate) ** 2;
  }
  return { reliability, resolution, uncertainty: rate * (1 - rate) };
}
