import { PromptcalError } from "../errors/promptcal-error";
import { orderStatistics } from "./order-statistics";

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
  return between(sorted[below]!, sorted[below + 1] ?? sorted[below]!, at - below);
}

/**
 * The inverse of `quantileSorted`: the least and the largest share whose quantile is the value. They
 * differ where the value occurs more than once; beyond the numbers both are 0 or 1.
 * @param sorted rising order, at least one
 */
export function sharesSorted(
  sorted: Float64Array,
  value: number,
): readonly [least: number, most: number] {
  const last = sorted.length - 1;
  let [below, atMost] = [0, 0];
  for (const number of sorted) {
    below += number < value ? 1 : 0;
    atMost += number <= value ? 1 : 0;
  }
  if (atMost === 0) return [0, 0];
  if (below === sorted.length) return [1, 1];
  if (last === 0) return [0, 1];
  if (below < atMost) return [below / last, (atMost - 1) / last];
  const [low, high] = [sorted[below - 1]!, sorted[below]!];
  const share = (below - 1 + (value - low) / (high - low)) / last;
  return [share, share];
}

/** As `quantileSorted` of numbers in any order, for several shares at once. */
export function quantiles(values: Float64Array, shares: readonly number[]): number[] {
  const indices = shares.map((share) => (values.length - 1) * share);
  const below = indices.map(Math.floor);
  const last = values.length - 1;
  const found = orderStatistics(values, [
    ...below,
    ...below.map((rank) => Math.min(rank + 1, last)),
  ]);
  return indices.map((at, i) =>
    between(found[i]!, found[i + indices.length]!, at - below[i]!),
  );
}

function between(low: number, high: number, part: number): number {
  if (part === 0) return low;
  // From the nearer end, so that rounding never leaves the two numbers; numpy does the same.
  return part < 0.5 ? low + part * (high - low) : high - (1 - part) * (high - low);
}
