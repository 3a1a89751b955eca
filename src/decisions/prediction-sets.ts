import { type Reals, classCount, softmax } from "../metrics/probability/softmax";
import type { Random } from "../random/random";
import type { ConformalScore } from "./conformal-score";
import { type ConformalThreshold, conformalThreshold } from "./conformal-threshold";

/** Labelled logits. */
export interface LabelledLogits {
  /** Flat [n, c], already scaled. */
  readonly logits: Reals;
  /** True classes, shape [n]. */
  readonly labels: Int32Array;
}

/** What sets of classes do on some test samples. */
export interface SetQuality {
  /** Share of samples whose set holds the true class. */
  readonly coverage: number;
  /** Mean number of classes in a set. */
  readonly meanSize: number;
}

/**
 * Fits split conformal prediction sets: the thresholds of a score at some levels.
 * @param validation samples that the model was not tuned on
 * @param levels shares to cover, for instance 0.9
 * @param random draws one number per sample
 * @returns a threshold per level
 * @throws PromptcalError for logits that are empty, ragged or not finite, or a level outside (0, 1)
 */
export function fitThresholds(
  score: ConformalScore,
  validation: LabelledLogits,
  levels: readonly number[],
  random: Random,
): readonly ConformalThreshold[] {
  const own = Float64Array.from(
    classScores(score, validation, random),
    (scores, i) => scores[validation.labels[i]!]!,
  );
  return levels.map((level) => conformalThreshold(own, level));
}

/**
 * Coverage and mean size of the sets of test samples, per threshold. The classes may be others than those of the fit.
 * @param random draws one number per sample, the same for all thresholds
 * @throws PromptcalError for logits that are empty, ragged or not finite
 */
export function setQuality(
  score: ConformalScore,
  thresholds: readonly Pick<ConformalThreshold, "value">[],
  test: LabelledLogits,
  random: Random,
): readonly SetQuality[] {
  const all = classScores(score, test, random);
  return thresholds.map(({ value }) => {
    let [covered, size] = [0, 0];
    all.forEach((scores, i) => {
      if (scores[test.labels[i]!]! <= value) covered++;
      for (const each of scores) if (each <= value) size++;
    });
    return { coverage: covered / all.length, meanSize: size / all.length };
  });
}

/** Scores of all classes of each sample, [n][c]. */
function classScores(
  { scores }: ConformalScore,
  { logits, labels }: LabelledLogits,
  random: Random,
): readonly Float64Array[] {
  const classes = classCount(logits, labels, "logits");
  const probabilities = softmax(logits, classes);
  return Array.from(labels, (_, i) =>
    scores(probabilities.subarray(i * classes, (i + 1) * classes), random()),
  );
}
