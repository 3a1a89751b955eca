import type { BinOptions } from "../metrics/binned/bins";
import { metricOf, registeredMetrics } from "../metrics/registry";
import type { Interval } from "../numeric/bootstrap";
import { PromptcalError } from "../errors/promptcal-error";
import type { Estimate, MethodEstimates } from "../report/figures/method-estimates";
import { type Term, leftSide, term } from "./inequality";
import { type EvaluatedRun, gridOf } from "./runs/evaluated-run";
import { type Method, methodTitle, orderMethods } from "./methods";
import type { Quantity } from "./quantity";
import { gridBootstrap } from "./grid-bootstrap";
import { publishedNumbers } from "./published/published";

export interface EstimateOptions extends BinOptions {
  /** 2000 by default. */
  readonly resamples?: number;
  /** 0.95 by default. */
  readonly level?: number;
  /** Names the bootstrap's random stream; 1 by default. */
  readonly seed?: number;
}

/**
 * Sums of quantities with paired bootstrap intervals, all from the same resamples: of each data set and
 * seed, then the mean of both. Fractions (FD and spread: distances).
 * @throws PromptcalError when the methods share no data set and seed
 */
export function estimates(
  runs: readonly EvaluatedRun[],
  sums: readonly (readonly Term[])[],
  options: EstimateOptions = {},
): readonly Interval[] {
  // By identity: a metric that is defined again is another one. Quantities of decisions are no metrics.
  const registered = new Map(registeredMetrics().map((metric) => [metric.key, metric]));
  const metrics = sums.flatMap((terms) =>
    terms.map(({ quantity }) => registered.get(quantity)),
  );
  const key = JSON.stringify([sums, options]);
  const known = estimatesOf.get(runs) ?? new Map<string, KnownEstimates>();
  estimatesOf.set(runs, known);
  const found = known.get(key);
  if (found?.metrics.every((metric, i) => metric === metrics[i])) return found.intervals;
  const intervals = bootstrapped(runs, sums, options);
  known.set(key, { metrics, intervals });
  return intervals;
}

interface KnownEstimates {
  readonly metrics: readonly unknown[];
  readonly intervals: readonly Interval[];
}

/** Estimates by their runs: a figure and the sentence under it ask for the same, which takes minutes on many runs. */
const estimatesOf = new WeakMap<readonly EvaluatedRun[], Map<string, KnownEstimates>>();

function bootstrapped(
  runs: readonly EvaluatedRun[],
  sums: readonly (readonly Term[])[],
  { seed = 1, resamples = 2000, ...bootstrap }: EstimateOptions,
): readonly Interval[] {
  const required = new Set(sums.flatMap((terms) => terms.map(({ method }) => method)));
  const used = orderMethods(required);
  const grid = gridOf(runs, used);
  if (grid === undefined) {
    throw new PromptcalError(
      `estimates: expected runs of ${used.join(", ")} on a common data set and seed, got none ` +
        `among ${runs.length} runs`,
    );
  }
  return gridBootstrap(
    [grid],
    { ...bootstrap, stream: ["estimates", seed], resamples },
    ({ datasetMean }) => sums.map((terms) => leftSide({ terms }, datasetMean)),
  );
}

/** Options of `methodEstimates`. */
export interface MethodEstimateOptions extends EstimateOptions {
  /** Whether the paper's numbers come with ours, which makes sense for its methods on its kind of data; true by default. */
  readonly withPublished?: boolean;
}

/**
 * A metric of each method on base and new classes with intervals, beside the paper's numbers, and for
 * the ECE its floor. Intervals end where the metric's range does.
 */
export function methodEstimates(
  runs: readonly EvaluatedRun[],
  quantity: Quantity,
  shown: readonly Method[],
  { withPublished = true, ...options }: MethodEstimateOptions = {},
): readonly MethodEstimates[] {
  const { range, floor: floorKey } = metricOf(quantity);
  const required = floorKey === undefined ? [quantity] : [quantity, floorKey];
  const requested = shown.flatMap((method) =>
    CLASS_SETS.flatMap((classSet) =>
      required.map((each) => [term(1, each, method, classSet)]),
    ),
  );
  const intervals = estimates(runs, requested, options);
  return shown.map((method, i): MethodEstimates => {
    const own = intervals.slice(2 * required.length * i, 2 * required.length * (i + 1));
    const [base, onNew] = CLASS_SETS.map((_, s): Estimate => {
      const { effect, low, high } = own[s * required.length]!;
      const floor = own[s * required.length + 1]?.effect;
      return {
        value: effect,
        low: Math.max(range[0], low),
        high,
        ...(required.length > 1 ? { floor } : {}),
      };
    });
    const published = withPublished ? publishedPair(quantity, method) : undefined;
    return {
      method,
      metric: quantity,
      title: methodTitle(method),
      base: base!,
      new: onNew!,
      ...(published === undefined ? {} : { published }),
    };
  });
}

const CLASS_SETS = ["base", "new"] as const;

/** The paper's numbers on base and new classes as fractions, where both were found. */
function publishedPair(quantity: Quantity, method: Method): MethodEstimates["published"] {
  const [base, onNew] = CLASS_SETS.map((classSet) =>
    publishedNumbers.find(
      (number) =>
        number.quantity === quantity &&
        number.method === method &&
        number.classSet === classSet,
    ),
  );
  return base && onNew && { base: base.percent / 100, new: onNew.percent / 100 };
}
