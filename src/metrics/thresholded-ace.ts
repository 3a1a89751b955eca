import { PromptcalError } from "../errors/promptcal-error";
import { binMeansWithoutGroups, meanGap, type SampleGroups } from "./bin-means";
import { assignEqualMassBins } from "./bins";
import {
  checkCalibrationInput,
  type CalibrationInput,
  type MetricResult,
} from "./calibration-input";
import { classQuestions } from "./one-versus-rest";
import { type Reals, classCount } from "./softmax";

/** A thresholded adaptive calibration error. */
export interface ThresholdedAce extends MetricResult {
  /** Equal-mass bins asked for, per class. */
  readonly bins: number;
  readonly rule: "quantile";
  readonly threshold: number;
}

/** Probabilities up to this one are left out by default. */
const DEFAULT_THRESHOLD = 0.01;

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
  { bins = 10, threshold = DEFAULT_THRESHOLD }: ThresholdedAceOptions = {},
): ThresholdedAce {
  const classes = classCount(probabilities, labels, "probabilities");
  let sum = 0;
  for (const question of classQuestions(probabilities, labels)) {
    checkCalibrationInput(question);
    const options = { bins, threshold };
    sum += thresholdedGaps(question, options, { of: new Int32Array(0), count: 0 })[0] ?? 0;
  }
  return { value: sum / classes, n: labels.length, bins, rule: "quantile", threshold };
}

/** One class's part: of all samples, and without each group; none where no sample is above the threshold. */
export function thresholdedGaps(
  question: CalibrationInput,
  { bins, threshold = DEFAULT_THRESHOLD }: ThresholdedAceOptions,
  groups: SampleGroups,
): readonly number[] {
  const kept = samplesAbove(question, threshold);
  if (kept.index.length === 0) return [];
  const of = kept.index.map((sample) => groups.of[sample]!);
  const binning = assignEqualMassBins(kept.confidence, bins);
  return binMeansWithoutGroups(kept, binning, { ...groups, of }).map(meanGap);
}

/** The samples of a question that lie above a threshold. */
interface SamplesAbove extends CalibrationInput {
  /** Which samples they are, rising. */
  readonly index: Int32Array;
}

/** @throws PromptcalError for a threshold outside [0, 1) */
function samplesAbove(
  { confidence, correct }: CalibrationInput,
  threshold: number,
): SamplesAbove {
  if (!(threshold >= 0 && threshold < 1)) {
    throw new PromptcalError(`threshold: expected a number in [0, 1), got ${threshold}`);
  }
  const [p, verdicts] = [confidence.slice(), correct.slice()];
  const index = new Int32Array(confidence.length);
  let kept = 0;
  for (let i = 0; i < confidence.length; i++) {
    if (!(confidence[i]! > threshold)) continue;
    p[kept] = confidence[i]!;
    verdicts[kept] = correct[i]!;
    index[kept++] = i;
  }
  return {
    confidence: p.subarray(0, kept),
    correct: verdicts.subarray(0, kept),
    index: index.subarray(0, kept),
  };
}
