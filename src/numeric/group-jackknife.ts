import { normalQuantile } from "./normal";

/**
 * Interval of a statistic from its values without each of some groups of the samples (delete-a-group
 * jackknife; Kott 2001): value +- z * sqrt((G - 1) / G * sum_g (v_g - mean v)^2).
 * For statistics that can be had without a group from sums, but not for a thousand resamples.
 * @param without the statistic without each group, shape [G]; fewer than two give the value itself
 * @param level 0.95 by default
 */
export function groupJackknife(
  value: number,
  without: ArrayLike<number>,
  level = 0.95,
): readonly [number, number] {
  const groups = without.length;
  let [sum, squares] = [0, 0];
  for (let g = 0; g < groups; g++) sum += without[g]!;
  for (let g = 0; g < groups; g++) squares += (without[g]! - sum / groups) ** 2;
  const error = Math.sqrt((squares * (groups - 1)) / Math.max(1, groups));
  const reach = normalQuantile((1 + level) / 2) * error;
  return [value - reach, value + reach];
}
