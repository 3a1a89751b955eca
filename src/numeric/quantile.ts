import { PromptcalError } from "./errors";

/**
 * Quantile of sorted numbers by linear interpolation (R-7: numpy's, R's and d3's default).
 * @param sorted rising order, at least one
 * @param share in [0, 1]
 */
export function quantileSorted(sorted: Float64Array, share: number): number {
  if (sorted.length === 0 || !(share >= 0 && share <= 1)) {
    throw new PromptcalError(
      `quantile: expected at least one number and a share in [0, 1], got ${sorted.length} and ${share}`,
    );
  }
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const low = sorted[below]!;
  if (at === below) return low;
  const part = at - below;
  const high = sorted[below + 1]!;
  // From the nearer end, so that rounding never leaves the two numbers; numpy does the same.
  return part < 0.5 ? low + part * (high - low) : high - (1 - part) * (high - low);
}
