import { accuracy } from "../../metrics/accuracy";
import type { EdgeRule } from "../../metrics/bins";
import { predictFromLogits } from "../../metrics/confidence";
import { centroidSpread, featureDivergence } from "../../metrics/divergence";
import { ece } from "../../metrics/ece";
import { signedGap } from "../../metrics/signed-gap";
import type { Predictions, ClassSet, ClassSetPredictions } from "./predictions";

/** Numbers of one test set. Fractions, not percent; FD and spread are distances of unit vectors. */
export interface ClassSetMetrics {
  /** Test images. */
  readonly n: number;
  readonly classes: number;
  readonly accuracy: number;
  /** Mean confidence of the predicted class. */
  readonly confidence: number;
  /** Mean confidence minus accuracy. */
  readonly gap: number;
  readonly ece: number;
  /** FD score of the tuned text features. */
  readonly fd: number;
  /** FD score of the hand-written prompts' text features. */
  readonly zeroShotFd: number;
  readonly centroidSpread: number;
  readonly zeroShotCentroidSpread: number;
}

/** What `result.json` says of a run's predictions, with the settings that the numbers depend on. */
export interface RunMetrics extends Readonly<Record<ClassSet, ClassSetMetrics>> {
  /** Equal-width bins of the ECE. */
  readonly bins: number;
  /** Runs of earlier versions may hold an earlier name of it; `edgeRule` reads both. */
  readonly rule: EdgeRule;
  /** M of the FD score. */
  readonly neighbours: number;
}

const BINS = 10;
const RULE: EdgeRule = "left-closed-drop-1";
const NEIGHBOURS = 5;

/** The numbers kept beside predictions; all else is computed from the predictions when asked for. */
export function runMetrics(predictions: Predictions): RunMetrics {
  return {
    bins: BINS,
    rule: RULE,
    neighbours: NEIGHBOURS,
    base: classSetMetrics(predictions.base),
    new: classSetMetrics(predictions.new),
  };
}

/**
 * FD score as runs report it: M = 5, Euclidean.
 * @param features flat [classes, d], at least two classes
 */
export function fdScore(features: Float32Array, classes: number): number {
  const options = { neighbours: NEIGHBOURS };
  return featureDivergence(features, features.length / classes, options).value;
}

function classSetMetrics(predictions: ClassSetPredictions): ClassSetMetrics {
  const { logits, labels, classNames, textFeatures, zeroShotTextFeatures } = predictions;
  const predicted = predictFromLogits(logits, labels);
  const gap = signedGap(predicted);
  const dimension = textFeatures.length / classNames.length;
  return {
    n: labels.length,
    classes: classNames.length,
    accuracy: accuracy(predicted).value,
    confidence: gap.confidence,
    gap: gap.value,
    ece: ece(predicted, { bins: BINS, rule: RULE }).value,
    fd: fdScore(textFeatures, classNames.length),
    zeroShotFd: fdScore(zeroShotTextFeatures, classNames.length),
    centroidSpread: centroidSpread(textFeatures, dimension).value,
    zeroShotCentroidSpread: centroidSpread(zeroShotTextFeatures, dimension).value,
  };
}
