import type { BinSettings } from "../binned/bins";
import type { ClassBins } from "../binned/class-bins";
import type { MetricInput } from "./metric-input";
import type { SampleGroups } from "../intervals/sample-groups";
import type { TopLabelSamples } from "../intervals/top-label-samples";

/**
 * How the interval of a metric over samples is computed. Every method holds the metric's own formula, in a
 * form that takes resampled or left-out samples, so that value and interval cannot disagree.
 */
export type IntervalMethod =
  | SampleBootstrap
  | MeanBootstrap
  | ClassJackknife
  | GroupJackknife
  | { readonly kind: "none" };

/** BCa bootstrap of a formula on samples that count as often as they were drawn. */
export interface SampleBootstrap {
  readonly kind: "samples";
  readonly value: (samples: TopLabelSamples) => number;
}

/** BCa bootstrap of a mean over samples, for instance of their NLL. */
export interface MeanBootstrap {
  readonly kind: "mean";
  /** Shape [n]. */
  readonly losses: (input: MetricInput) => Float64Array;
}

/** Delete-a-group jackknife of a sum over classes. Such metrics share one pass over the classes. */
export interface ClassJackknife {
  readonly kind: "classes";
  /** What one class adds to the value. */
  readonly term: (bins: ClassBins) => number;
}

/** Delete-a-group jackknife (Kott 2001) of any metric. */
export interface GroupJackknife {
  readonly kind: "groups";
  /** The value of all samples [0] and without each group in turn [1 ..]. */
  readonly values: (
    input: MetricInput,
    settings: BinSettings,
    groups: SampleGroups,
  ) => Float64Array;
}
