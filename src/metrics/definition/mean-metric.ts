import { mean } from "../../numeric/mean";
import {
  type MetricDefinition,
  type MetricDescription,
  describeMetric,
} from "./definition";
import {
  type InputWith,
  type MetricField,
  type MetricInput,
  needFields,
} from "./metric-input";

/** A metric that is a mean over samples. */
export interface MeanDescription<
  Field extends MetricField,
  Key extends string,
> extends MetricDescription<Key> {
  readonly needs: readonly Field[];
  /** What is averaged, shape [n]. */
  readonly losses: (input: InputWith<Field>) => Float64Array;
}

/** Defines a mean over samples; its interval is a BCa bootstrap. */
export function meanMetric<Field extends MetricField, Key extends string>({
  needs,
  losses,
  ...description
}: MeanDescription<Field, Key>): MetricDefinition<Key> {
  const ofInput = (input: MetricInput) => losses(needFields(description.key, input, needs));
  return {
    ...describeMetric(description),
    needs,
    compute: (input) => mean(ofInput(input)),
    interval: { kind: "mean", losses: ofInput },
  };
}
