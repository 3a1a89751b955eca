import { accuracy } from "./accuracy";
import type { CalibrationInput, MetricResult } from "./calibration-input";

/** A signed gap with the two means it is the difference of. */
export interface SignedGap extends MetricResult {
  /** Mean confidence, a fraction. */
  readonly confidence: number;
  /** Share of right predictions, a fraction. */
  readonly accuracy: number;
}

/**
 * Mean confidence minus accuracy, a fraction in [-1, 1]: positive means overconfident, negative
 * underconfident. |gap| is at most the ECE with any bins that count every sample.
 */
export function signedGap(input: CalibrationInput): SignedGap {
  const { value: share, n } = accuracy(input);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += input.confidence[i]!;
  return { value: sum / n - share, n, confidence: sum / n, accuracy: share };
}
