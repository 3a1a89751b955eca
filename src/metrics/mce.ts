import { oneOf } from "../errors/promptcal-error";
import { binMeans } from "./bin-means";
import { type BinOptions, type EdgeRule, assignBinsWithOnes, binSettings } from "./bins";
import {
  type CalibrationInput,
  type MetricResult,
  checkCalibrationInput,
} from "./calibration-input";

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
 */
export function mce(input: CalibrationInput, options: MceOptions = {}): Mce {
  const { form = "largest" } = options;
  const { bins, rule } = binSettings(options);
  oneOf(form, mceForms, "MCE form");
  checkCalibrationInput(input);
  const n = input.confidence.length;
  let value = 0;
  for (const bin of binMeans(input, assignBinsWithOnes(input.confidence, { bins, rule }))) {
    const gap = Math.abs(bin.accuracy - bin.confidence);
    value = Math.max(value, form === "weighted" ? gap * (bin.n / n) : gap);
  }
  return { value, n, bins, rule, form };
}
