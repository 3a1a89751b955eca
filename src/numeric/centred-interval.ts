import { mean } from "./mean";
import { quantileSorted, sharesSorted } from "./quantile";

/**
 * Percentile interval moved by the bootstrap's estimate of bias, the mean of the resamples minus the
 * effect, so that it lies around the effect. It estimates what the statistic is on average over
 * samples of this size, its bias included, as a table of the paper prints it.
 *
 * Of the usual kinds it is the only one that suits an ECE: resampling inflates a small ECE, so that
 * percentile intervals lie above the effect, and BCa moves its ends to the outermost resamples. In
 * simulated worlds (`benchmarks/interval-coverage.ts`) 95 % intervals of means of data sets hold the
 * true value in 95 to 100 % of cases with 12 data sets and in 89 to 99 % with 4; percentile intervals
 * in 0 to 100 %, BCa in 1 to 99 %. Resampling data sets and seeds only: 86 to 100 % and 75 to 98 %.
 * @param sorted the statistic of the resamples, in rising order
 * @param level in (0, 1)
 */
export function centredInterval(
  effect: number,
  sorted: Float64Array,
  level: number,
): { readonly low: number; readonly high: number } {
  const bias = mean(sorted) - effect;
  return {
    low: quantileSorted(sorted, (1 - level) / 2) - bias,
    high: quantileSorted(sorted, (1 + level) / 2) - bias,
  };
}

/**
 * Two-sided p-value of a null value by inverting `centredInterval`: the interval leaves the value out
 * at exactly the levels below 1 - p. It is at least 2 / (R + 1) with R resamples, which cannot tell
 * less, and 1 where no level leaves the value out.
 */
export function centredPValue(effect: number, sorted: Float64Array, value: number): number {
  const bias = mean(sorted) - effect;
  const [min, max] = sharesSorted(sorted, value + bias);
  const p = 2 * Math.min(max, 1 - min);
  return Math.min(1, Math.max(p, 2 / (sorted.length + 1)));
}
