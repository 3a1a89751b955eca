import { binMeans } from "./bin-means";
import { type BinOptions, type EdgeRule, assignBinsWithOnes, binSettings } from "./bins";
import {
  type CalibrationInput,
  type MetricResult,
  checkCalibrationInput,
} from "./calibration-input";

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
  const { bins, rule } = binSettings(options);
  checkCalibrationInput(input);
  const n = input.confidence.length;
  let square = 0;
  for (const bin of binMeans(input, assignBinsWithOnes(input.confidence, { bins, rule })))
    square += (bin.n / n) * (bin.accuracy - bin.confidence) ** 2;
  return { value: Math.sqrt(square), n, bins, rule };
}
