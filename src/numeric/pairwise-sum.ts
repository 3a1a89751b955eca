/** Longest stretch that is summed by eight running sums; longer ones are halved. */
const BLOCK = 128;
const LANES = 8;

/**
 * Sum in the array's own precision and in numpy's order (eight running sums, halves of long arrays), so
 * that float32 sums equal numpy's to the last bit.
 */
export function pairwiseSum(values: Float32Array | Float64Array): number {
  const round = values instanceof Float32Array ? Math.fround : (x: number) => x;
  const n = values.length;
  if (n > BLOCK) {
    const half = Math.floor(n / 2) - (Math.floor(n / 2) % LANES);
    return round(
      pairwiseSum(values.subarray(0, half)) + pairwiseSum(values.subarray(half)),
    );
  }
  let sum = 0;
  let at = 0;
  if (n >= LANES) {
    const lane = values.slice(0, LANES);
    for (at = LANES; at + LANES <= n; at += LANES)
      for (let k = 0; k < LANES; k++) lane[k]! += values[at + k]!;
    const pair = (k: number) => round(lane[k]! + lane[k + 1]!);
    sum = round(round(pair(0) + pair(2)) + round(pair(4) + pair(6)));
  }
  for (; at < n; at++) sum = round(sum + values[at]!);
  return sum;
}
