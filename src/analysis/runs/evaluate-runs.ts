import type { LoadedRun } from "../../experiments/store/load";
import type { ClassSetPredictions } from "../../experiments/run/predictions";
import { type BinOptions, type BinSettings, binSettings } from "../../metrics/binned/bins";
import { isWithinBound } from "../../metrics/features/confidence-bound";
import { mean } from "../../numeric/mean";
import { type MetricInput, hasFields } from "../../metrics/definition/metric-input";
import { metricInput } from "../../metrics/prediction-set";
import { type MetricKey, addedMetrics, metricOf } from "../../metrics/registry";
import type { EvaluatedRun, ClassSetScores } from "./evaluated-run";

/** How runs are evaluated. */
export interface EvaluateOptions extends BinOptions {
  /** Factor on the cosines, for the bound of the text features; default none, and no bound. */
  readonly scale?: number;
  /** Proximities of test images, for PIECE: see `imageProximities`; default none, and no PIECE. */
  readonly proximities?: ImageProximities;
  /** Further metrics to compute with each run, for instance `nll`; those added by `registerMetric` always are. */
  readonly metrics?: readonly MetricKey[];
}

/** Proximity of each test image to known ones, shape [n], by data set. */
export type ImageProximities = ReadonlyMap<
  string,
  Readonly<Record<"base" | "new", Float64Array>>
>;

/** The part of a run that its evaluation needs. */
export type RunToEvaluate = Pick<LoadedRun, "id" | "method" | "predictions"> & {
  readonly spec: Pick<LoadedRun["spec"], "dataset" | "seed">;
};

/** Metrics of the text features alone. */
const TEXT_METRICS = ["fd", "centroid_spread"] as const satisfies readonly MetricKey[];

/** What the paper's tables show beyond metrics of confidence. */
const TABLE_METRICS = [
  ...TEXT_METRICS,
  "piece",
  "margin_to_runner_up",
  "margin_to_mean",
  "within_bound",
] as const satisfies readonly MetricKey[];

/** Evaluates a finished run for claims and result tables. */
export function evaluateRun({
  id,
  spec,
  method,
  predictions,
}: RunToEvaluate): EvaluatedRun {
  const scoresOf = (one: ClassSetPredictions) =>
    withMeasures(one, classSetScores(inputOf(one), TEXT_METRICS, binSettings()));
  return {
    runId: id,
    dataset: spec.dataset,
    seed: spec.seed,
    method,
    base: scoresOf(predictions.base),
    new: scoresOf(predictions.new),
  };
}

/**
 * Finished runs with every metric of the paper's tables: mean logit margins, PIECE where proximities are
 * given, and, where the scale is, the share of confidences within the bound of their text features.
 */
export function evaluateRuns(
  runs: readonly RunToEvaluate[],
  { proximities, scale, metrics = [], ...bins }: EvaluateOptions = {},
): readonly EvaluatedRun[] {
  const added = addedMetrics().map(({ key }) => key);
  const keys = [...new Set([...TABLE_METRICS, ...added, ...metrics])];
  const settings = binSettings(bins);
  return runs.map(({ id, spec, method, predictions }) => {
    const near = proximities?.get(spec.dataset);
    const scoresOf = (name: "base" | "new") => {
      const input = {
        ...inputOf(predictions[name]),
        logitScale: scale,
        proximity: near?.[name],
      };
      return withMeasures(predictions[name], classSetScores(input, keys, settings));
    };
    const { dataset, seed } = spec;
    return {
      runId: id,
      dataset,
      seed,
      method,
      base: scoresOf("base"),
      new: scoresOf("new"),
    };
  });
}

/** Where every image has its own text features, their mean measures in place of those of the mean features. */
function withMeasures(
  { ofImages }: ClassSetPredictions,
  scores: ClassSetScores,
): ClassSetScores {
  if (ofImages === undefined) return scores;
  const bounds = ofImages.confidence_bound;
  const within = scores.confidence.map((own, i) =>
    isWithinBound(own, bounds[i]!) ? 1 : 0,
  );
  const values = Object.entries({ ...ofImages, within_bound: within })
    .filter(([key]) => Object.hasOwn(scores.values, key))
    .map(([key, ofEach]) => [key, mean(Float64Array.from(ofEach))] as const);
  return { ...scores, values: { ...scores.values, ...Object.fromEntries(values) } };
}

/** What metrics read of a run's predictions. */
function inputOf({
  logits,
  labels,
  classNames,
  textFeatures,
}: ClassSetPredictions): MetricInput {
  const dimension = textFeatures.length / classNames.length;
  return {
    ...metricInput({ kind: "logits", values: logits, labels }),
    ...(textFeatures.length === 0
      ? {}
      : { textFeatures: { values: textFeatures, dimension } }),
  };
}

/** Confidences and verdicts, with those of the metrics that the input allows. */
function classSetScores(
  input: MetricInput,
  keys: readonly MetricKey[],
  settings: BinSettings,
): ClassSetScores {
  const { confidence, correct } = input;
  const values = keys.flatMap((key): [string, number][] => {
    const { needs, compute } = metricOf(key);
    return hasFields(input, needs) ? [[key, compute(input, settings)]] : [];
  });
  return { confidence, correct, values: Object.fromEntries(values) };
}
