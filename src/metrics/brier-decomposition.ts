import { type BinOptions, type EdgeRule, assignBinsWithOnes } from "./bins";
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
 * Defaults: 10 equal-width bins, `paper` edges.
 * @param probabilities flat [n, c]
 * @param labels true classes, shape [n]
 */
export function brierDecomposition(
  probabilities: Reals,
  labels: Int32Array,
  options: BinOptions = {},
): BrierDecomposition {
  const { bins = 10, rule = "paper" } = options;
  const classes = classCount(probabilities, labels, "probabilities");
  const n = labels.length;
  let [value, reliability, resolution, uncertainty] = [0, 0, 0, 0];
  for (let k = 0; k < classes; k++) {
    const { confidence, correct } = oneVersusRest(probabilities, labels, k);
    const { weightBin } = assignBinsWithOnes(confidence, { bins, rule });
    const [size, hits, mass] = [0, 1, 2].map(() => new Float64Array(bins));
    let right = 0;
    for (let i = 0; i < n; i++) {
      const bin = weightBin[i]!;
      size![bin]! += 1;
      hits![bin]! += correct[i]!;
      mass![bin]! += confidence[i]!;
      right += correct[i]!;
      value += (confidence[i]! - correct[i]!) ** 2 / n;
    }
    const rate = right / n;
    uncertainty += rate * (1 - rate);
    for (let b = 0; b < bins; b++) {
      if (size![b] === 0) continue;
      const share = size![b]! / n;
      reliability += share * ((mass![b]! - hits![b]!) / size![b]!) ** 2;
      resolution += share * (hits![b]! / size![b]! - rate) ** 2;
    }
  }
  const withinBins = value - (reliability - resolution + uncertainty);
  return { value, n, bins, rule, reliability, resolution, uncertainty, withinBins };
}
