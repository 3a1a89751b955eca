import { PromptcalError } from "../numeric/errors";
import { ace } from "./ace";
import type { CalibrationInput, MetricResult } from "./calibration-input";
import { oneVersusRest } from "./one-versus-rest";
import { type Reals, classCount } from "./softmax";

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
  { bins = 10, threshold = 0.01 }: ThresholdedAceOptions = {},
): ThresholdedAce {
  if (!(threshold >= 0 && threshold < 1)) {
    throw new PromptcalError(`threshold: expected a number in [0, 1), got ${threshold}`);
  }
  const classes = classCount(probabilities, labels, "probabilities");
  let sum = 0;
  for (let k = 0; k < classes; k++) {
    const kept = above(oneVersusRest(probabilities, labels, k), threshold);
    if (kept.confidence.length > 0) sum += ace(kept, { bins }).value;
  }
  return { value: sum / classes, n: labels.length, bins, rule: "quantile", threshold };
}

function above(
  { confidence, correct }: CalibrationInput,
  threshold: number,
): CalibrationInput {
  const [p, verdicts] = [confidence.slice(), correct.slice()];
  let kept = 0;
  for (let i = 0; i < confidence.length; i++) {
    if (!(confidence[i]! > threshold)) continue;
    p[kept] = confidence[i]!;
    verdicts[kept++] = correct[i]!;
  }
  return { confidence: p.subarray(0, kept), correct: verdicts.subarray(0, kept) };
}
