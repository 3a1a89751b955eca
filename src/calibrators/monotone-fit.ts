import { fields, finiteNumber, list, ruled, type Infer } from "../files/json/schema";
import { filled, ofLength, PROBABILITY, rising } from "./model-fields";

/** A rising function as the points between which it is linear; constant beyond them. */
export const MONOTONE_CURVE = ruled(
  fields({
    /** Rising. */
    x: filled(finiteNumber()),
    /** Rising, not strictly; in [0, 1]. */
    y: list(PROBABILITY),
  }),
  ({ x, y }) => ofLength(y, x.length, "y") ?? rising(x, "x"),
);
export type MonotoneCurve = Infer<typeof MONOTONE_CURVE>;

/** Inputs nearer than this are one input (the resolution of float64, as scikit-learn takes it). */
const SAME = 1e-15;

/**
 * Least-squares rising fit by pooling adjacent violators (Barlow et al. 1972), as scikit-learn's
 * IsotonicRegression: equal inputs are averaged first, and of a flat stretch only its ends are kept.
 * @param inputs shape [n], finite
 * @param targets 0 or 1, shape [n]
 */
export function fitMonotone(inputs: Float64Array, targets: Uint8Array): MonotoneCurve {
  const order = new Uint32Array(inputs.length)
    .map((_, i) => i)
    .sort((a, b) => inputs[a]! - inputs[b]!);
  const x: number[] = [];
  const sums: number[] = [];
  const counts: number[] = [];
  for (const i of order) {
    const last = x.length - 1;
    if (last < 0 || inputs[i]! - x[last]! >= SAME) {
      x.push(inputs[i]!);
      sums.push(targets[i]!);
      counts.push(1);
    } else {
      sums[last]! += targets[i]!;
      counts[last]! += 1;
    }
  }
  const y = poolViolators(sums, counts);
  const kept = x
    .map((_, i) => i)
    .filter((i) => i === 0 || i === x.length - 1 || y[i] !== y[i - 1] || y[i] !== y[i + 1]);
  return { x: kept.map((i) => x[i]!), y: kept.map((i) => y[i]!) };
}

/** Means of the blocks that are left once every block lies above the one before it. */
function poolViolators(sums: readonly number[], counts: readonly number[]): number[] {
  const blocks: { sum: number; count: number; size: number }[] = [];
  sums.forEach((sum, i) => {
    let block = { sum, count: counts[i]!, size: 1 };
    for (let last = blocks.at(-1); last !== undefined; last = blocks.at(-1)) {
      // Whole numbers below 2^53, hence compared exactly.
      if (last.sum * block.count < block.sum * last.count) break;
      blocks.pop();
      block = {
        sum: last.sum + block.sum,
        count: last.count + block.count,
        size: last.size + block.size,
      };
    }
    blocks.push(block);
  });
  return blocks.flatMap(({ sum, count, size }) =>
    Array.from({ length: size }, () => sum / count),
  );
}

/** The curve at a point: linear between its points, constant beyond them. */
export function evaluateMonotone({ x, y }: MonotoneCurve, at: number): number {
  const last = x.length - 1;
  if (at <= x[0]!) return y[0]!;
  if (at >= x[last]!) return y[last]!;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle]! <= at) low = middle;
    else high = middle;
  }
  const slope = (y[high]! - y[low]!) / (x[high]! - x[low]!);
  return y[low]! + slope * (at - x[low]!);
}
