import { acceleration, bcaShare } from "./bca";
import { PromptcalError } from "../errors/promptcal-error";
import { resampleCounts } from "./multinomial";
import { quantileSorted } from "./quantile";
import type { Random } from "../random/random";

/** How to resample. */
export interface CellBootstrapOptions {
  readonly random: Random;
  /** 1000 by default. */
  readonly resamples?: number;
  /** 0.95 by default. */
  readonly level?: number;
}

/**
 * BCa intervals of statistics that depend on the samples only by how many lie in each cell. Resampling
 * the counts is then exactly the bootstrap over samples, at a cost that does not grow with their number.
 * The acceleration is the jackknife's over samples.
 * @param counts samples per cell, at least one sample in all
 * @param statistic the same number of finite values for any counts of the same total
 * @returns [low, high] of each value
 */
export function bootstrapCells(
  counts: Float64Array,
  statistic: (counts: Float64Array) => ArrayLike<number>,
  { random, resamples = 1000, level = 0.95 }: CellBootstrapOptions,
): readonly (readonly [number, number])[] {
  if (!(Number.isInteger(resamples) && resamples >= 1 && level > 0 && level < 1)) {
    throw new PromptcalError(
      `bootstrap: expected at least 1 resample and a level in (0, 1), got ${resamples} and ${level}`,
    );
  }
  const effects = Array.from(statistic(counts));
  const resampled = effects.map(() => new Float64Array(resamples));
  const resample = new Float64Array(counts.length);
  for (let r = 0; r < resamples; r++) {
    resampleCounts(counts, random, resample);
    const values = statistic(resample);
    for (let k = 0; k < resampled.length; k++) resampled[k]![r] = values[k]!;
  }
  const jackknife = leaveOneOut(counts, statistic, effects.length);
  return effects.map((effect, k) => {
    const sorted = resampled[k]!.sort();
    const skew = acceleration(jackknife[k]!, counts);
    const end = (share: number) =>
      quantileSorted(sorted, bcaShare(share, effect, sorted, skew));
    return [end((1 - level) / 2), end((1 + level) / 2)] as const;
  });
}

/** The statistics without one sample of each cell in turn, [statistic][cell]. */
function leaveOneOut(
  counts: Float64Array,
  statistic: (counts: Float64Array) => ArrayLike<number>,
  width: number,
): readonly Float64Array[] {
  const out = Array.from({ length: width }, () => new Float64Array(counts.length));
  const total = counts.reduce((sum, count) => sum + count, 0);
  // Without a second sample there is nothing to leave out.
  if (total < 2) return out;
  const left = counts.slice();
  for (let cell = 0; cell < counts.length; cell++) {
    if (counts[cell] === 0) continue;
    left[cell]! -= 1;
    const values = statistic(left);
    for (let k = 0; k < width; k++) out[k]![cell] = values[k]!;
    left[cell]! += 1;
  }
  return out;
}
