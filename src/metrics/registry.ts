import { oneOf } from "../errors/promptcal-error";
import { accuracyMetric } from "./accuracy";
import { aceMetric } from "./binned/ace";
import { augrcMetric } from "./ranking/augrc";
import { aurcMetric } from "./ranking/aurc";
import { calibrationPMetric, kernelCalibrationErrorMetric } from "./calibration-test";
import { brierMetric } from "./probability/brier";
import {
  brierReliabilityMetric,
  brierResolutionMetric,
  brierRefinementMetric,
  brierUncertaintyMetric,
} from "./binned/brier-decomposition";
import { classwiseEceMetric } from "./binned/classwise-ece";
import { debiasedEceMetric } from "./binned/debiased-ece";
import type { MetricDefinition } from "./definition/definition";
import { centroidSpreadMetric, featureDivergenceMetric } from "./features/divergence";
import { eceMetric } from "./binned/ece";
import { eceFloorMetric } from "./binned/ece-floor";
import { marginToMeanMetric, marginToRunnerUpMetric } from "./probability/logit-margin";
import { macroF1Metric } from "./macro-f1";
import { mceMetric, weightedMceMetric } from "./binned/mce";
import { meanConfidenceMetric } from "./mean-confidence";
import { nllMetric } from "./probability/nll";
import {
  overconfidenceMetric,
  underconfidenceMetric,
} from "./binned/over-under-confidence";
import { addMetric, ownMetrics } from "./own-metrics";
import { pieceMetric } from "./binned/piece";
import { rmsCalibrationErrorMetric } from "./binned/rms-calibration-error";
import { signedGapMetric } from "./signed-gap";
import { smoothEceMetric } from "./binned/smooth-ece";
import { thresholdedAceMetric } from "./binned/thresholded-ace";
import { largestCosineMetric } from "./features/largest-cosine";
import { confidenceBoundMetric, withinBoundMetric } from "./features/confidence-bound";

/** Every metric of promptcal, in the order of reports. To add one, write its file and list it here. */
const METRICS = [
  accuracyMetric,
  meanConfidenceMetric,
  signedGapMetric,
  eceMetric,
  eceFloorMetric,
  overconfidenceMetric,
  underconfidenceMetric,
  aceMetric,
  mceMetric,
  weightedMceMetric,
  rmsCalibrationErrorMetric,
  debiasedEceMetric,
  smoothEceMetric,
  kernelCalibrationErrorMetric,
  calibrationPMetric,
  classwiseEceMetric,
  thresholdedAceMetric,
  pieceMetric,
  nllMetric,
  brierMetric,
  brierReliabilityMetric,
  brierResolutionMetric,
  brierUncertaintyMetric,
  brierRefinementMetric,
  aurcMetric,
  augrcMetric,
  macroF1Metric,
  marginToRunnerUpMetric,
  marginToMeanMetric,
  featureDivergenceMetric,
  centroidSpreadMetric,
  largestCosineMetric,
  withinBoundMetric,
  confidenceBoundMetric,
] satisfies readonly MetricDefinition[];

/** Key of a metric: one of promptcal's, or of one that was added. */
export type MetricKey = (typeof METRICS)[number]["key"] | (string & {});

const BUILT_IN = METRICS.map(({ key }) => key);

/** All metrics: promptcal's, then a user's, in the order of reports. */
export function registeredMetrics(): readonly MetricDefinition[] {
  return [...METRICS, ...addedMetrics()];
}

/** A user's metrics: registered in this process, or in files that `PROMPTCAL_METRICS` names. */
export function addedMetrics(): readonly MetricDefinition[] {
  return ownMetrics(BUILT_IN);
}

/**
 * Adds a metric of your own for this process: reports, tables and figures know it from then on. One with the
 * same key takes its place, as when a notebook's cell runs again.
 * @throws PromptcalError for a key that is built in or not snake_case
 */
export function registerMetric(metric: MetricDefinition): void {
  addMetric(metric, BUILT_IN);
}

/**
 * The metric with a key.
 * @throws PromptcalError that names the nearest key
 */
export function metricOf(key: MetricKey): MetricDefinition {
  const metrics = registeredMetrics();
  const keys = metrics.map((metric) => metric.key);
  const known = oneOf(key, keys, "metric");
  return metrics[keys.indexOf(known)]!;
}

/** Whether a metric depends on how confidences are binned. */
export function isBinned(key: MetricKey): boolean {
  return metricOf(key).bins !== "none";
}
