import { normalCdf, normalQuantile } from "./normal";

/** Relative difference up to which two statistics are the same number. */
const ROUNDING = 1e-12;

/**
 * The share of the sorted resamples at which a BCa interval ends instead of at `share` (Efron 1987).
 * @param sorted statistics of the resamples, rising
 * @param acceleration see `acceleration`
 */
export function bcaShare(
  share: number,
  effect: number,
  sorted: Float64Array,
  acceleration: number,
): number {
  const n = sorted.length;
  // Resamples that equal the effect count half. Of equal numbers, rounding makes some larger.
  const rounding = ROUNDING * Math.abs(effect);
  let below = 0;
  for (const value of sorted) {
    if (value < effect - rounding) below += 1;
    else if (value <= effect + rounding) below += 0.5;
  }
  // Kept off 0 and 1, where the correction would be infinite.
  const bias = normalQuantile(Math.min(Math.max(below, 0.5), n - 0.5) / n);
  const shifted = bias + normalQuantile(share);
  const stretch = 1 - acceleration * shifted;
  // Beyond the correction's pole the interval ends at the outermost resample.
  if (stretch <= 0) return shifted > 0 ? 1 : 0;
  return normalCdf(bias + shifted / stretch);
}

/**
 * Acceleration of the statistic: the skewness of its jackknife values over 6.
 * @param jackknife the statistic without each unit in turn
 * @param weights how many units each value stands for; 1 by default
 */
export function acceleration(
  jackknife: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number {
  let [total, sum] = [0, 0];
  for (let i = 0; i < jackknife.length; i++) {
    total += weights?.[i] ?? 1;
    sum += (weights?.[i] ?? 1) * jackknife[i]!;
  }
  const centre = sum / total;
  let [squares, cubes] = [0, 0];
  for (let i = 0; i < jackknife.length; i++) {
    const away = centre - jackknife[i]!;
    squares += (weights?.[i] ?? 1) * away ** 2;
    cubes += (weights?.[i] ?? 1) * away ** 3;
  }
  const scale = 6 * squares ** 1.5;
  return scale === 0 ? 0 : cubes / scale;
}
