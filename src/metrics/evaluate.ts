import { groupJackknife } from "../numeric/group-jackknife";
import { mean } from "../numeric/mean";
import type { Random } from "../random/random";
import {
  type BinOptions,
  type BinRule,
  type BinSettings,
  binSettings,
} from "./binned/bins";
import { sumOverClasses } from "./binned/class-bins";
import type { MetricDefinition } from "./definition/definition";
import type { IntervalMethod } from "./definition/interval-method";
import { meanInterval } from "./intervals/mean-interval";
import { type MetricInput, hasFields } from "./definition/metric-input";
import { type ConfidenceSet, type PredictionSet, metricInput } from "./prediction-set";
import { registeredMetrics } from "./registry";
import { sampleGroups } from "./intervals/sample-groups";
import { sampleIntervals } from "./intervals/sample-intervals";
import { topLabelSamples } from "./intervals/top-label-samples";

/** One metric as a report shows it; the value is unscaled, in the unit of the metric's definition. */
export interface ReportedMetric {
  readonly value: number;
  /** 95 % interval over samples, by the method of the definition; none where no samples matter. */
  readonly interval?: readonly [number, number];
  readonly n: number;
  /** Bins asked for, of a metric that has bins. */
  readonly bins?: number;
  readonly rule?: BinRule;
}

/** Metrics of a set of predictions by key, with what a diagram of them needs. */
export interface Evaluation {
  readonly metrics: Readonly<Record<string, ReportedMetric>>;
  readonly input: MetricInput;
}

/** How to evaluate. Edges are `right-closed` by default, so that every sample counts. */
export interface EvaluateOptions extends BinOptions {
  readonly random: Random;
  /** Of each bootstrap interval; 1000 by default. */
  readonly resamples?: number;
  /** All that are registered by default. */
  readonly metrics?: readonly MetricDefinition[];
}

/**
 * Every metric of the predictions with its interval; of confidences alone, those of the predicted class.
 * @param predictions arrays, or what `loadPredictions` returns
 * @example
 * const values = Float64Array.of(0.9, 0.1, 0.8, 0.2, 0.3, 0.7);
 * const labels = Int32Array.of(0, 1, 1);
 * const { metrics } = evaluatePredictions(
 *   { kind: "probabilities", values, labels },
 *   { random: seededRandom("example"), resamples: 100 },
 * );
 * metrics.accuracy.value; // => 0.6667
 * metrics.ece.value; // => 0.4
 */
export function evaluatePredictions(
  predictions: PredictionSet | ConfidenceSet,
  options: EvaluateOptions,
): Evaluation {
  const isScored = predictions.kind !== "confidences";
  return evaluateInput(isScored ? metricInput(predictions) : predictions, options);
}

/** Every metric for which the input has the needed fields, with its interval. */
export function evaluateInput(
  input: MetricInput,
  {
    random,
    resamples = 1000,
    metrics = registeredMetrics(),
    bins,
    rule = "right-closed",
  }: EvaluateOptions,
): Evaluation {
  const settings = binSettings({ bins, rule });
  const usable = metrics.filter(({ needs }) => hasFields(input, needs));
  const options = { random, resamples };
  const found = new Map([
    ...bootstrapped(input, usable, settings, options),
    ...jackknifed(input, usable, settings, random),
    ...averaged(input, usable, options),
  ]);
  const n = input.confidence.length;
  const reported = usable.map((metric): [string, ReportedMetric] => {
    const own = found.get(metric) ?? { value: metric.compute(input, settings) };
    return [metric.key, { ...own, n, ...binsOf(metric, settings) }];
  });
  return { input, metrics: Object.fromEntries(reported) };
}

type Estimate = Required<Pick<ReportedMetric, "value" | "interval">>;
type Estimates = readonly (readonly [MetricDefinition, Estimate])[];
type BootstrapOptions = Required<Pick<EvaluateOptions, "random" | "resamples">>;

/** Metrics of confidence and verdict, resampled together. */
function bootstrapped(
  input: MetricInput,
  metrics: readonly MetricDefinition[],
  settings: BinSettings,
  options: BootstrapOptions,
): Estimates {
  const own = withInterval(metrics, "samples");
  if (own.length === 0) return [];
  const samples = topLabelSamples(input, settings);
  const formulas = own.map(({ interval }) => interval.value);
  const intervals = sampleIntervals(input, formulas, settings, options);
  return own.map(({ metric }, k) => [
    metric,
    { value: formulas[k]!(samples), interval: intervals[k]! },
  ]);
}

/** Metrics whose interval comes from their values without each group of samples. */
function jackknifed(
  input: MetricInput,
  metrics: readonly MetricDefinition[],
  settings: BinSettings,
  random: Random,
): Estimates {
  const groups = sampleGroups(input.confidence.length, random);
  const overClasses = withInterval(metrics, "classes");
  const terms = overClasses.map(({ interval }) => interval.term);
  const sums =
    terms.length > 0 && hasFields(input, ["probabilities", "labels"])
      ? sumOverClasses(terms, input, settings, groups)
      : [];
  const estimate = (metric: MetricDefinition, values: Float64Array) =>
    [metric, leftOut(metric, values)] as const;
  return [
    ...overClasses.map(({ metric }, k) => estimate(metric, sums[k]!)),
    ...withInterval(metrics, "groups").map(({ metric, interval }) =>
      estimate(metric, interval.values(input, settings, groups)),
    ),
  ];
}

/** Means over samples. */
function averaged(
  input: MetricInput,
  metrics: readonly MetricDefinition[],
  options: BootstrapOptions,
): Estimates {
  return withInterval(metrics, "mean").map(({ metric, interval }) => {
    const losses = interval.losses(input);
    return [metric, { value: mean(losses), interval: meanInterval(losses, options) }];
  });
}

/** A value [0] with the interval that its values without groups [1 ..] give, within the metric's range. */
function leftOut({ range }: MetricDefinition, values: Float64Array): Estimate {
  const value = values[0]!;
  const [low, high] = groupJackknife(value, values.subarray(1));
  return { value, interval: [Math.max(range[0], low), Math.min(range[1], high)] };
}

/** The bins that a report names. */
function binsOf(
  { bins: kind }: MetricDefinition,
  { bins, rule }: BinSettings,
): Pick<ReportedMetric, "bins" | "rule"> {
  if (kind === "none") return {};
  return { bins, rule: kind === "equal-mass" ? "quantile" : rule };
}

type MethodOf<Kind extends IntervalMethod["kind"]> = Extract<
  IntervalMethod,
  { readonly kind: Kind }
>;

/** The metrics whose interval is computed in one way, with what that way needs. */
function withInterval<Kind extends IntervalMethod["kind"]>(
  metrics: readonly MetricDefinition[],
  kind: Kind,
): readonly { readonly metric: MetricDefinition; readonly interval: MethodOf<Kind> }[] {
  const isOfKind = (method: IntervalMethod): method is MethodOf<Kind> =>
    method.kind === kind;
  return metrics.flatMap((metric) =>
    isOfKind(metric.interval) ? [{ metric, interval: metric.interval }] : [],
  );
}
