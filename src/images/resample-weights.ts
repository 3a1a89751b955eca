/** Weights of one axis: which input pixels make each output pixel, and by how much. */
export interface ResampleWeights {
  /** First input pixel of each output pixel. */
  readonly starts: Int32Array;
  /** Input pixels of each output pixel. */
  readonly lengths: Int32Array;
  /** Shape [outputs, taps], zero behind each output's length; rows sum to 1. */
  readonly weights: Float64Array;
  /** `weights` in units of 2^-FIXED_BITS, rounded half away from zero. */
  readonly fixed: Int32Array;
  /** Room per output: the longest length or more. */
  readonly taps: number;
}

/** Fraction bits of Pillow's 8-bit resampling: 32 less 8 of the pixel less 2 for overshoot. */
export const FIXED_BITS = 22;

/** Pixels either side that Keys' cubic reaches. */
const SUPPORT = 2;

/** Tables kept: images of a data set share few sizes. */
const CACHED = 128;
const cache = new Map<string, ResampleWeights>();

/**
 * Weights of Pillow's bicubic filter (Keys 1981 with a = -1/2, stretched when shrinking so that no
 * input pixel is left out) for outputs `from` to `from + count` of an axis.
 * @param inputs pixels of the axis
 * @param outputs pixels that the whole axis becomes
 */
export function bicubicWeights(
  inputs: number,
  outputs: number,
  from: number,
  count: number,
): ResampleWeights {
  const key = `${inputs} ${outputs} ${from} ${count}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = computeWeights(inputs, outputs, from, count);
  if (cache.size >= CACHED) cache.delete(cache.keys().next().value as string);
  cache.set(key, made);
  return made;
}

function computeWeights(
  inputs: number,
  outputs: number,
  from: number,
  count: number,
): ResampleWeights {
  const scale = inputs / outputs;
  const stretch = Math.max(scale, 1);
  const support = SUPPORT * stretch;
  const taps = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(count);
  const lengths = new Int32Array(count);
  const weights = new Float64Array(count * taps);
  const fixed = new Int32Array(count * taps);
  // Pillow multiplies by the reciprocal; a division would differ in the last bit.
  const shrink = 1 / stretch;
  for (let output = 0; output < count; output++) {
    const center = (from + output + 0.5) * scale;
    const start = Math.max(Math.trunc(center - support + 0.5), 0);
    const end = Math.min(Math.trunc(center + support + 0.5), inputs);
    const row = output * taps;
    let sum = 0;
    for (let tap = 0; tap < end - start; tap++) {
      weights[row + tap] = cubic((tap + start - center + 0.5) * shrink);
      sum += weights[row + tap]!;
    }
    for (let tap = 0; tap < end - start; tap++) {
      if (sum !== 0) weights[row + tap]! /= sum;
      const units = weights[row + tap]! * 2 ** FIXED_BITS;
      fixed[row + tap] = Math.trunc(units < 0 ? units - 0.5 : units + 0.5);
    }
    starts[output] = start;
    lengths[output] = end - start;
  }
  return { starts, lengths, weights, fixed, taps };
}

/** Keys' cubic convolution kernel, a = -1/2; the terms stand in Pillow's order of rounding. */
function cubic(offset: number): number {
  const a = -0.5;
  const x = Math.abs(offset);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}
