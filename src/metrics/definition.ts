import type { BinSettings } from "./bins";
import type { IntervalMethod } from "./interval-method";
import type { MetricField, MetricInput } from "./metric-input";
import { type MetricUnit, UNITS } from "./metric-unit";

/** What tables, axes, inequalities and the command line say of a metric. */
export interface MetricDescription {
  /** Name in code, files and options: snake_case, unique. */
  readonly key: string;
  /** Name in heads and on axes, for instance `ECE`. */
  readonly title: string;
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
}

/** A metric, with all that other parts need to know of it. Its file exports it, `registry.ts` lists it. */
export interface MetricDefinition extends Required<MetricDescription> {
  /** Factor from the value to the printed number: 100 for percent, else 1. */
  readonly scale: 1 | 100;
  /** Decimals of the printed number in tables. */
  readonly digits: number;
  /** Fields of the input without which it is not defined. */
  readonly needs: readonly MetricField[];
  /**
   * The value, unscaled.
   * @throws PromptcalError where the input lacks a needed field
   */
  readonly compute: (input: MetricInput, settings: BinSettings) => number;
  readonly interval: IntervalMethod;
}

/** A description with its defaults filled in. */
export type DescribedMetric = Omit<MetricDefinition, "needs" | "compute" | "interval">;

/** Fills in the defaults of a description; scale and digits follow from the unit. */
export function describeMetric(given: MetricDescription): DescribedMetric {
  return {
    symbol: given.title,
    range: [0, Infinity],
    bins: "none",
    baseNewMean: "plain",
    ...UNITS[given.unit],
    ...given,
  };
}
