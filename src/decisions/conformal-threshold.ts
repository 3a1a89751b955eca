import { PromptcalError } from "../errors/promptcal-error";

/** A threshold of split conformal prediction. */
export interface ConformalThreshold {
  /** Scores up to here are in the set; infinite where the sample is too small for the level, so that all are. */
  readonly value: number;
  /**
   * Mean coverage that exchangeable test samples get: k / (n + 1) with k = ceil(level (n + 1)), at least the level.
   * Scores have to be distinct; equal ones cover more.
   */
  readonly expectedCoverage: number;
}

/** What rounding may add to level (n + 1). */
const ROUNDING = 1e-9;

/**
 * The k-th smallest score of n validation samples, k = ceil(level (n + 1)) (Vovk et al. 2005; Papadopoulos et al.
 * 2002). The coverage of test samples, given these n, is Beta(k, n + 1 - k).
 * @param scores of the true classes, shape [n]
 * @param level share of samples to cover, in (0, 1)
 * @throws PromptcalError for a level outside (0, 1)
 * @example
 * // Of 9 scores the 9th: 0.9 * 10 = 9.
 * conformalThreshold(Float64Array.of(9, 8, 7, 6, 5, 4, 3, 2, 1), 0.9).value; // => 9
 */
export function conformalThreshold(
  scores: Float64Array,
  level: number,
): ConformalThreshold {
  if (!(level > 0 && level < 1)) {
    throw new PromptcalError(`coverage level: expected a number in (0, 1), got ${level}`);
  }
  const n = scores.length;
  const k = Math.ceil(level * (n + 1) - ROUNDING);
  const value = k > n ? Infinity : scores.slice().sort()[k - 1]!;
  return { value, expectedCoverage: k / (n + 1) };
}
