import type { BinOptions, EdgeRule } from "./bins";
import type { CalibrationInput, MetricResult } from "./calibration-input";
import { ece } from "./ece";

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
  return oneSide(input, options, 1);
}

/** The part of the ECE from bins whose confidence is below their accuracy; see `overconfidence`. */
export function underconfidence(
  input: CalibrationInput,
  options: BinOptions = {},
): OneSidedEce {
  return oneSide(input, options, -1);
}

function oneSide(input: CalibrationInput, options: BinOptions, sign: 1 | -1): OneSidedEce {
  const { n, bins, rule, reliability } = ece(input, options);
  let value = 0;
  for (const bin of reliability)
    value += (bin.n / n) * Math.max(0, sign * (bin.confidence - bin.accuracy));
  return { value, n, bins, rule };
}
