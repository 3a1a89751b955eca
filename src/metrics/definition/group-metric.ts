import type { BinSettings } from "../binned/bins";
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
import { NO_GROUPS, type SampleGroups } from "../intervals/sample-groups";

/** A metric that can be had without a group of samples for little, for instance from sums. */
export interface GroupDescription<
  Field extends MetricField,
  Key extends string,
> extends MetricDescription<Key> {
  readonly needs: readonly Field[];
  /** The value of all samples [0] and without each group in turn [1 ..]. */
  readonly values: (
    input: InputWith<Field>,
    groups: SampleGroups,
    settings: BinSettings,
  ) => Float64Array;
}

/** Defines a metric whose interval is a delete-a-group jackknife. */
export function groupMetric<Field extends MetricField, Key extends string>({
  needs,
  values,
  ...description
}: GroupDescription<Field, Key>): MetricDefinition<Key> {
  const ofInput = (input: MetricInput, settings: BinSettings, groups: SampleGroups) =>
    values(needFields(description.key, input, needs), groups, settings);
  return {
    ...describeMetric(description),
    needs,
    compute: (input, settings) => ofInput(input, settings, NO_GROUPS)[0]!,
    interval: { kind: "groups", values: ofInput },
  };
}
