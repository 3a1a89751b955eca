import { meanOverBins } from "./bin-means";
import { type Bin, type BinOptions, type EdgeRule, binSettings } from "./bins";
import type { CalibrationInput, MetricResult } from "../calibration-input";
import { topLabelMetric } from "../definition/top-label-metric";
import { topLabelSamples } from "../intervals/top-label-samples";

/** One side of an expected calibration error. */
export interface OneSidedEce extends MetricResult {
  readonly bins: number;
  readonly rule: EdgeRule;
}

/**
 * The part of the ECE from bins whose confidence is above their accuracy, a fraction in [0, 1];
 * overconfidence and underconfidence add up to the ECE.
 * Defaults: 10 equal-width bins, `left-closed-drop-1` edges.
 */
export function overconfidence(
  input: CalibrationInput,
  options: BinOptions = {},
): OneSidedEce {
  return oneSided(input, options, 1);
}

/** The part of the ECE from bins whose confidence is below their accuracy; see `overconfidence`. */
export function underconfidence(
  input: CalibrationInput,
  options: BinOptions = {},
): OneSidedEce {
  return oneSided(input, options, -1);
}

export const overconfidenceMetric = topLabelMetric({
  key: "overconfidence",
  title: "overconfidence",
  summary: "Part of the ECE from bins whose confidence is above their accuracy.",
  unit: "percent",
  better: "lower",
  range: [0, 1],
  bins: "equal-width",
  value: ({ bins }) => meanExcess(bins, 1),
});

export const underconfidenceMetric = topLabelMetric({
  key: "underconfidence",
  title: "underconfidence",
  summary: "Part of the ECE from bins whose confidence is below their accuracy.",
  unit: "percent",
  better: "lower",
  range: [0, 1],
  bins: "equal-width",
  value: ({ bins }) => meanExcess(bins, -1),
});

function oneSided(input: CalibrationInput, options: BinOptions, sign: 1 | -1): OneSidedEce {
  const settings = binSettings(options);
  const { n, bins } = topLabelSamples(input, settings);
  return { value: meanExcess(bins, sign), n, ...settings };
}

function meanExcess(bins: readonly Bin[], sign: 1 | -1): number {
  return meanOverBins(bins, (bin) => Math.max(0, sign * (bin.confidence - bin.accuracy)));
}
