import { binSettings } from "./binned/bins";
import type { CalibrationInput, MetricResult } from "./calibration-input";
import { topLabelMetric } from "./definition/top-label-metric";
import { type TopLabelSamples, topLabelSamples } from "./intervals/top-label-samples";

/** Share of right predictions, a fraction in [0, 1]. */
export function accuracy(input: CalibrationInput): MetricResult {
  const samples = topLabelSamples(input, binSettings());
  return { value: shareRight(samples), n: samples.n };
}

export const accuracyMetric = topLabelMetric({
  key: "accuracy",
  title: "accuracy",
  symbol: "acc",
  summary: "Share of correct predictions.",
  unit: "percent",
  better: "higher",
  range: [0, 1],
  baseNewMean: "harmonic",
  value: shareRight,
});

/** The formula of the accuracy. */
export function shareRight({ n, right }: Pick<TopLabelSamples, "n" | "right">): number {
  return right / n;
}
