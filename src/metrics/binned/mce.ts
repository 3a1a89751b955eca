import { oneOf } from "../../errors/promptcal-error";
import { totalOf } from "./bin-means";
import { type Bin, type BinOptions, type EdgeRule, binSettings } from "./bins";
import type { CalibrationInput, MetricResult } from "../calibration-input";
import { topLabelMetric } from "../definition/top-label-metric";
import { topLabelSamples } from "../intervals/top-label-samples";

/**
 * `largest`: the largest gap of any bin (Naeini et al. 2015); `weighted`: the largest product of gap
 * and share of the samples, which the paper's lab computes and hence the paper prints.
 */
export type MceForm = "largest" | "weighted";

export const mceForms: readonly MceForm[] = ["largest", "weighted"];

/** A maximum calibration error with the settings it was computed under. */
export interface Mce extends MetricResult {
  readonly bins: number;
  readonly rule: EdgeRule;
  readonly form: MceForm;
}

/** Settings of the MCE. */
export interface MceOptions extends BinOptions {
  /** `largest` by default. */
  readonly form?: MceForm;
}

/**
 * Maximum calibration error, a fraction in [0, 1]: the largest |accuracy - confidence| over bins, or
 * that gap times the bin's share. Confidences of exactly 1 are in the last bin under both rules.
 * Defaults: 10 equal-width bins, `left-closed-drop-1` edges.
 * @example
 * const confidence = Float64Array.of(0.3, 0.9, 0.9, 0.9);
 * const input = { confidence, correct: Uint8Array.of(1, 0, 0, 1) };
 * mce(input).value; // => 0.7
 * mce(input, { form: "weighted" }).value; // => 0.425
 */
export function mce(input: CalibrationInput, options: MceOptions = {}): Mce {
  const { form = "largest" } = options;
  oneOf(form, mceForms, "MCE form");
  const settings = binSettings(options);
  const { n, closedBins } = topLabelSamples(input, settings);
  return { value: largestGap(closedBins, form), n, ...settings, form };
}

export const mceMetric = topLabelMetric({
  key: "mce",
  title: "MCE",
  summary: "Largest gap between confidence and accuracy of any bin.",
  unit: "percent",
  better: "lower",
  range: [0, 1],
  bins: "equal-width",
  value: ({ closedBins }) => largestGap(closedBins, "largest"),
});

export const weightedMceMetric = topLabelMetric({
  key: "mce_weighted",
  title: "MCE (weighted)",
  summary:
    "Largest product of a bin's gap and its share of the samples, as in CLIP_Calibration.",
  unit: "percent",
  better: "lower",
  range: [0, 1],
  bins: "equal-width",
  value: ({ closedBins }) => largestGap(closedBins, "weighted"),
});

function largestGap(bins: readonly Bin[], form: MceForm): number {
  const n = totalOf(bins);
  let value = 0;
  for (const bin of bins) {
    const gap = Math.abs(bin.accuracy - bin.confidence);
    value = Math.max(value, form === "weighted" ? gap * (bin.n / n) : gap);
  }
  return value;
}
