import {
  type MetricDefinition,
  type MetricDescription,
  describeMetric,
} from "./definition";
import { type TopLabelSamples, topLabelSamples } from "./top-label-samples";

/** A metric of confidences and verdicts, by one formula. */
export interface TopLabelDescription extends MetricDescription {
  /** The formula; it is also what the interval resamples. */
  readonly value: (samples: TopLabelSamples) => number;
}

/** Defines a metric of confidences and verdicts; its interval is a BCa bootstrap over samples. */
export function topLabelMetric({
  value,
  ...description
}: TopLabelDescription): MetricDefinition {
  return {
    ...describeMetric(description),
    needs: [],
    compute: (input, settings) => value(topLabelSamples(input, settings)),
    interval: { kind: "samples", value },
  };
}
