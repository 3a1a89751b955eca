import type { MetricKey } from "../../metrics/registry";

/** A value with its interval; a fraction, or a distance with `scale` 1. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** What the value would be if nothing were wrong but the number of samples; drawn as a line across the bar. */
  readonly floor?: number | undefined;
}

export interface MethodEstimates {
  /** Key of the metric, which says how it is printed; `ece` by default. */
  readonly metric?: MetricKey;
  /** Identifier that fixes the colour, for instance `coop+dor`. */
  readonly method: string;
  /** Name on the axis. */
  readonly title: string;
  /** What it was evaluated on, where methods are drawn in groups, for instance a kind of data sets. */
  readonly group?: string;
  readonly base: Estimate;
  readonly new: Estimate;
  /** The paper's numbers, fractions; drawn as diamonds. */
  readonly published?: { readonly base: number; readonly new: number };
}
