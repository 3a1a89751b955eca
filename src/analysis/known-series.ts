/** Numbers that may be kept together: 128 MiB of them. */
const MAX_NUMBERS = 2 ** 24;

/** Series by their keys, the one that was asked for last at the end. */
const known = new Map<string, Float64Array>();
let total = 0;

/** The series that was kept under a key. */
export function knownSeries(key: string): Float64Array | undefined {
  const series = known.get(key);
  if (series === undefined) return undefined;
  known.delete(key);
  known.set(key, series);
  return series;
}

/**
 * Keeps a series for this process, which the bootstrap of another figure, or of another notebook of this kernel, asks
 * for again. Where they become too many, those that nobody asked for longest are forgotten.
 * @param key names all that the series depends on
 */
export function keepSeries(key: string, series: Float64Array): void {
  if (known.has(key)) return;
  known.set(key, series);
  total += series.length;
  for (const [oldest, { length }] of known) {
    if (total <= MAX_NUMBERS) return;
    known.delete(oldest);
    total -= length;
  }
}
