import { PromptcalError, oneOf } from "../errors/promptcal-error";
import { accuracyMetric } from "./accuracy";
import { aceMetric } from "./ace";
import { augrcMetric } from "./augrc";
import { aurcMetric } from "./aurc";
import { brierMetric } from "./brier";
import {
  brierReliabilityMetric,
  brierResolutionMetric,
  brierUncertaintyMetric,
} from "./brier-decomposition";
import { classwiseEceMetric } from "./classwise-ece";
import { debiasedEceMetric } from "./debiased-ece";
import type { MetricDefinition } from "./definition";
import { centroidSpreadMetric, featureDivergenceMetric } from "./divergence";
import { eceMetric } from "./ece";
import { eceFloorMetric } from "./ece-floor";
import { marginToMeanMetric, marginToRunnerUpMetric } from "./logit-margin";
import { macroF1Metric } from "./macro-f1";
import { mceMetric, weightedMceMetric } from "./mce";
import { meanConfidenceMetric } from "./mean-confidence";
import { nllMetric } from "./nll";
import { overconfidenceMetric, underconfidenceMetric } from "./over-under-confidence";
import { pieceMetric } from "./piece";
import { rmsCalibrationErrorMetric } from "./rms-calibration-error";
import { signedGapMetric } from "./signed-gap";
import { smoothEceMetric } from "./smooth-ece";
import { thresholdedAceMetric } from "./thresholded-ace";
import { withinBoundMetric } from "./confidence-bound";

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
  classwiseEceMetric,
  thresholdedAceMetric,
  pieceMetric,
  nllMetric,
  brierMetric,
  brierReliabilityMetric,
  brierResolutionMetric,
  brierUncertaintyMetric,
  aurcMetric,
  augrcMetric,
  macroF1Metric,
  marginToRunnerUpMetric,
  marginToMeanMetric,
  featureDivergenceMetric,
  centroidSpreadMetric,
  withinBoundMetric,
] satisfies readonly MetricDefinition[];

/** Key of a metric: one of promptcal's, or of one that was added. */
export type MetricKey = (typeof METRICS)[number]["key"] | (string & {});

/** Metrics that a notebook or a module has added, by key. */
const added = new Map<string, MetricDefinition>();

/** All metrics: promptcal's own, then those that were added, in the order of reports. */
export function registeredMetrics(): readonly MetricDefinition[] {
  return [...METRICS, ...added.values()];
}

/** The metrics that a notebook or a module has added. */
export function addedMetrics(): readonly MetricDefinition[] {
  return [...added.values()];
}

/**
 * Adds a metric of one's own: reports, tables and figures know it from then on. A second one with the same
 * key takes the place of the first, as when a notebook's cell runs again.
 * @throws PromptcalError for a key that is not snake_case or belongs to one of promptcal's metrics
 */
export function registerMetric(metric: MetricDefinition): MetricDefinition {
  const { key } = metric;
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(key)) {
    throw new PromptcalError(
      `metric key: expected lower-case words joined by _, for instance my_error, got "${key}"`,
    );
  }
  if (METRICS.some((own) => own.key === key)) {
    throw new PromptcalError(
      `metric key: expected a new one, got "${key}", which is promptcal's`,
    );
  }
  added.set(key, metric);
  return metric;
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
