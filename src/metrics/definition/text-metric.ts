import {
  type MetricDefinition,
  type MetricDescription,
  describeMetric,
} from "./definition";
import { type TextFeatures, needFields } from "./metric-input";

/** A metric of the classes' text features alone. */
export interface TextDescription<Key extends string> extends MetricDescription<Key> {
  readonly value: (features: TextFeatures) => number;
}

/** Defines a metric of text features; it does not depend on samples and has no interval over them. */
export function textMetric<Key extends string>({
  value,
  ...description
}: TextDescription<Key>): MetricDefinition<Key> {
  const needs = ["textFeatures"] as const;
  return {
    ...describeMetric(description),
    needs,
    compute: (input) => value(needFields(description.key, input, needs).textFeatures),
    interval: { kind: "none" },
  };
}
