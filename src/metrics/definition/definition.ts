import type { BinSettings } from "../binned/bins";
import type { IntervalMethod } from "./interval-method";
import type { MetricField, MetricInput } from "./metric-input";
import { type MetricUnit, UNITS } from "./metric-unit";

/** What tables, axes, inequalities and the command line say of a metric. */
export interface MetricDescription<Key extends string = string> {
  /** Name in code, files and options: snake_case, unique. */
  readonly key: Key;
  /** Name in heads and on axes, for instance `ECE`. */
  readonly title: string;
  /** Group of columns that it stands in; the title by default. */
  readonly group?: string;
  /** Name in inequalities, for instance `acc`; the title by default. */
  readonly symbol?: string;
  /** What is measured, in one sentence. */
  readonly summary: string;
  readonly unit: MetricUnit;
  readonly better: "higher" | "lower" | "neither";
  /** Smallest and largest possible value; [0, Infinity] by default. */
  readonly range?: readonly [number, number];
  /** Bins of confidence that it is computed from; none by default. */
  readonly bins?: "equal-width" | "equal-mass" | "none";
  /** How its values on base and new classes become one number; `plain` by default. */
  readonly baseNewMean?: "plain" | "harmonic";
  /** Key of the metric that says what this one would be of a calibrated model; tables show both. */
  readonly floor?: string;
}

type Optional = "floor";

/** A description with its defaults filled in. */
export interface DescribedMetric<Key extends string = string>
  extends
    Required<Omit<MetricDescription<Key>, Optional>>,
    Pick<MetricDescription<Key>, Optional> {
  /** Factor from the value to the printed number: 100 for percent and shares, else 1. */
  readonly scale: 1 | 100;
  /** Decimals of the printed number in tables. */
  readonly digits: number;
}

/** A metric, with all that other parts need to know of it. Its file exports it, `registry.ts` lists it. */
export interface MetricDefinition<
  Key extends string = string,
> extends DescribedMetric<Key> {
  /** Fields of the input without which it is not defined. */
  readonly needs: readonly MetricField[];
  /**
   * The value, unscaled.
   * @throws PromptcalError where the input lacks a needed field
   */
  readonly compute: (input: MetricInput, settings: BinSettings) => number;
  readonly interval: IntervalMethod;
}

/** Fills in the defaults of a description; scale and digits follow from the unit. */
export function describeMetric<Key extends string>(
  given: MetricDescription<Key>,
): DescribedMetric<Key> {
  return {
    symbol: given.title,
    group: given.title,
    range: [0, Infinity],
    bins: "none",
    baseNewMean: "plain",
    ...UNITS[given.unit],
    ...given,
  };
}
