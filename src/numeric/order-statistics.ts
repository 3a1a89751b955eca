/** Below this, sorting everything is the quickest. */
const FEW = 4096;
const BUCKETS = 4096;

/**
 * The values at some ranks of the rising order, without sorting all: values are counted in buckets of
 * equal width, and only buckets that hold a wanted rank are sorted.
 * @param values shape [n], finite
 * @param ranks from 0 to n - 1, in any order
 */
export function orderStatistics(values: Float64Array, ranks: readonly number[]): number[] {
  if (values.length <= FEW) {
    const sorted = values.slice().sort();
    return ranks.map((rank) => sorted[rank]!);
  }
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const scale = high > low ? BUCKETS / (high - low) : 0;
  const bucketOf = (value: number) =>
    Math.min(BUCKETS - 1, Math.floor((value - low) * scale));
  const counts = new Int32Array(BUCKETS);
  for (let i = 0; i < values.length; i++) counts[bucketOf(values[i]!)]! += 1;
  const starts = new Int32Array(BUCKETS);
  for (let b = 1; b < BUCKETS; b++) starts[b] = starts[b - 1]! + counts[b - 1]!;
  const bucketAt = (rank: number) => {
    let bucket = 0;
    while (rank >= starts[bucket]! + counts[bucket]!) bucket++;
    return bucket;
  };
  const holdsRank = new Uint8Array(BUCKETS);
  for (const rank of ranks) holdsRank[bucketAt(rank)] = 1;
  const held = new Map<number, number[]>();
  for (let i = 0; i < values.length; i++) {
    const bucket = bucketOf(values[i]!);
    if (holdsRank[bucket] === 0) continue;
    const list = held.get(bucket);
    if (list === undefined) held.set(bucket, [values[i]!]);
    else list.push(values[i]!);
  }
  const sorted = new Map([...held].map(([b, list]) => [b, Float64Array.from(list).sort()]));
  return ranks.map((rank) => {
    const bucket = bucketAt(rank);
    return sorted.get(bucket)![rank - starts[bucket]!]!;
  });
}
