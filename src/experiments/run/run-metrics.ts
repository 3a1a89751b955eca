import type { EdgeRule } from "../../metrics/binned/bins";
import { centroidSpread, featureDivergence } from "../../metrics/features/divergence";
import { mean } from "../../numeric/mean";
import { metricInput } from "../../metrics/prediction-set";
import { type MetricKey, metricOf } from "../../metrics/registry";
import type { Predictions, ClassSet, ClassSetPredictions } from "./predictions";

/** Metrics that are kept beside predictions, in the order of tables; FD and spread of the tuned text features. */
export const KEPT_METRICS = [
  "accuracy",
  "confidence",
  "gap",
  "ece",
  "fd",
  "centroid_spread",
] as const satisfies readonly MetricKey[];

/** Those of the tuned text features. */
type OfTextFeatures = "fd" | "centroid_spread";

/** Numbers of one test set, unscaled: fractions, and distances of unit vectors. */
export interface ClassSetMetrics extends Readonly<
  Record<Exclude<(typeof KEPT_METRICS)[number], OfTextFeatures>, number>
> {
  /** Null where the tuned text features are not known, as of imported logits. */
  readonly fd: number | null;
  readonly centroid_spread: number | null;
  /** Test images. */
  readonly n: number;
  readonly classes: number;
  /** FD of the prompt templates' text features. */
  readonly zero_shot_fd: number;
  readonly zero_shot_centroid_spread: number;
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
  const { logits, labels, classNames, textFeatures, zeroShotTextFeatures, ofImages } =
    predictions;
  const dimension = zeroShotTextFeatures.length / classNames.length;
  const known = textFeatures.length > 0;
  const input = {
    ...metricInput({ kind: "logits", values: logits, labels }),
    ...(known ? { textFeatures: { values: textFeatures, dimension } } : {}),
  };
  const kept = (key: MetricKey): number =>
    metricOf(key).compute(input, { bins: BINS, rule: RULE });
  return {
    n: labels.length,
    classes: classNames.length,
    accuracy: kept("accuracy"),
    confidence: kept("confidence"),
    gap: kept("gap"),
    ece: kept("ece"),
    fd:
      ofImages !== undefined
        ? mean(ofImages.fd)
        : known
          ? fdScore(textFeatures, classNames.length)
          : null,
    zero_shot_fd: fdScore(zeroShotTextFeatures, classNames.length),
    centroid_spread:
      ofImages !== undefined
        ? mean(ofImages.centroid_spread)
        : known
          ? kept("centroid_spread")
          : null,
    zero_shot_centroid_spread: centroidSpread(zeroShotTextFeatures, dimension).value,
  };
}
