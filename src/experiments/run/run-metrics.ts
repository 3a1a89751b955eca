import * as v from "valibot";
import { fields, finiteNumber, word, type Infer } from "../../files/json/schema";
import { EDGE_RULE_NAMES, type EdgeRule } from "../../metrics/binned/bins";
import { centroidSpread, featureDivergence } from "../../metrics/features/divergence";
import { mean } from "../../numeric/mean";
import { metricInput } from "../../metrics/prediction-set";
import { type MetricKey, metricOf } from "../../metrics/registry";
import type { Predictions, ClassSetPredictions } from "./predictions";

/** Metrics that are kept beside predictions, in the order of tables; FD and spread of the tuned text features. */
export const KEPT_METRICS = [
  "accuracy",
  "confidence",
  "gap",
  "ece",
  "fd",
  "centroid_spread",
] as const satisfies readonly MetricKey[];

/** Numbers of one test set, unscaled: fractions, and distances of unit vectors. */
const CLASS_SET_METRICS = fields({
  /** Test images. */
  n: finiteNumber(),
  classes: finiteNumber(),
  accuracy: finiteNumber(),
  confidence: finiteNumber(),
  gap: finiteNumber(),
  ece: finiteNumber(),
  /** Null where the tuned text features are not known, as of imported logits. */
  fd: v.nullable(finiteNumber()),
  centroid_spread: v.nullable(finiteNumber()),
  /** FD of the prompt templates' text features. */
  zero_shot_fd: finiteNumber(),
  zero_shot_centroid_spread: finiteNumber(),
});
export type ClassSetMetrics = Infer<typeof CLASS_SET_METRICS>;

/** Metrics of a run's predictions in `result.json`, with the settings that they depend on. */
export const RUN_METRICS = fields({
  /** Equal-width bins of the ECE. */
  bins: finiteNumber(),
  /** Runs of earlier versions may hold an earlier name of it; `edgeRule` reads both. */
  rule: word(EDGE_RULE_NAMES, "edge rule"),
  /** M of the FD score. */
  neighbours: finiteNumber(),
  base: CLASS_SET_METRICS,
  new: CLASS_SET_METRICS,
});
export type RunMetrics = Infer<typeof RUN_METRICS>;

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
