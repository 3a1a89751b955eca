import { binMeans } from "./bin-means";
import { type BinOptions, type EdgeRule, assignBinsWithOnes, binSettings } from "./bins";
import {
  type CalibrationInput,
  type MetricResult,
  checkCalibrationInput,
} from "./calibration-input";

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
 */
export function debiasedEce(
  input: CalibrationInput,
  options: BinOptions = {},
): DebiasedEce {
  const { bins, rule } = binSettings(options);
  checkCalibrationInput(input);
  const n = input.confidence.length;
  let squared = 0;
  for (const bin of binMeans(input, assignBinsWithOnes(input.confidence, { bins, rule }))) {
    if (bin.n < 2) continue;
    const noise = (bin.accuracy * (1 - bin.accuracy)) / (bin.n - 1);
    squared += (bin.n / n) * ((bin.accuracy - bin.confidence) ** 2 - noise);
  }
  return { value: Math.sqrt(Math.max(0, squared)), n, bins, rule, squared };
}
