import { binSettings } from "./binned/bins";
import type { CalibrationInput, MetricResult } from "./calibration-input";
import { topLabelMetric } from "./definition/top-label-metric";
import { type TopLabelSamples, topLabelSamples } from "./intervals/top-label-samples";

/** A signed gap with the two means it is the difference of. */
export interface SignedGap extends MetricResult {
  /** Mean confidence, a fraction. */
  readonly confidence: number;
  /** Share of right predictions, a fraction. */
  readonly accuracy: number;
}

/**
 * Mean confidence minus accuracy, a fraction in [-1, 1]: positive means overconfident, negative
 * underconfident. |gap| is at most the ECE with any bins that count every sample.
 * @example
 * const input = { confidence: Float64Array.of(0.75, 0.75), correct: Uint8Array.of(1, 0) };
 * signedGap(input).value; // => 0.25
 */
export function signedGap(input: CalibrationInput): SignedGap {
  const samples = topLabelSamples(input, binSettings());
  const { n, confidence, right } = samples;
  return { value: meanExcess(samples), n, confidence: confidence / n, accuracy: right / n };
}

export const signedGapMetric = topLabelMetric({
  key: "gap",
  title: "gap",
  summary: "Mean confidence minus accuracy: positive is overconfident.",
  unit: "percent",
  better: "neither",
  range: [-1, 1],
  value: meanExcess,
});

/** The formula of the signed gap. */
export function meanExcess({
  n,
  confidence,
  right,
}: Pick<TopLabelSamples, "n" | "confidence" | "right">): number {
  return confidence / n - right / n;
}
