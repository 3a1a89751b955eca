import { type ClassBins, sumOverClasses } from "../binned/class-bins";
import {
  type MetricDefinition,
  type MetricDescription,
  describeMetric,
} from "./definition";
import { needFields } from "./metric-input";
import { NO_GROUPS } from "../intervals/sample-groups";

/** A metric that is a sum over classes. */
export interface ClassDescription<Key extends string> extends MetricDescription<Key> {
  /** What one class adds to the value; it is also what the interval computes without each group. */
  readonly term: (bins: ClassBins) => number;
}

/** Defines a sum over classes; its interval is a delete-a-group jackknife. */
export function classMetric<Key extends string>({
  term,
  ...description
}: ClassDescription<Key>): MetricDefinition<Key> {
  const needs = ["probabilities", "labels"] as const;
  return {
    ...describeMetric(description),
    needs,
    compute: (input, settings) => {
      const predictions = needFields(description.key, input, needs);
      const [sums] = sumOverClasses([term], predictions, settings, NO_GROUPS);
      return sums![0]!;
    },
    interval: { kind: "classes", term },
  };
}
