import {
  type MetricDefinition,
  type MetricDescription,
  describeMetric,
} from "./definition";
import { type TopLabelSamples, topLabelSamples } from "../intervals/top-label-samples";

/** A metric of confidences and verdicts, by one formula. */
export interface TopLabelDescription<Key extends string> extends MetricDescription<Key> {
  /** The formula; it is also what the interval resamples. */
  readonly value: (samples: TopLabelSamples) => number;
}

/** Defines a metric of confidences and verdicts; its interval is a BCa bootstrap over samples. */
export function topLabelMetric<Key extends string>({
  value,
  ...description
}: TopLabelDescription<Key>): MetricDefinition<Key> {
  return {
    ...describeMetric(description),
    needs: [],
    compute: (input, settings) => value(topLabelSamples(input, settings)),
    interval: { kind: "samples", value },
  };
}
