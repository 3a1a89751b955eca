import { type Box, type Raster, wholeBox } from "./raster";
import { bicubicWeights, FIXED_BITS, type ResampleWeights } from "./resample-weights";

/** A constant of this file: one of another module is looked up again at each use, slow in a loop. */
const BITS = FIXED_BITS;
/** Half of a unit in fixed point: shifting then rounds. */
const HALF = 1 << (BITS - 1);

/**
 * Pillow's bicubic resize of 8-bit channels, bit for bit: antialiased when shrinking, columns
 * before rows, each pass in fixed point, rounded and clipped to [0, 255].
 * @param width columns of the whole result
 * @param height rows of the whole result
 * @param box the part of the result that is wanted, all by default; only that is computed
 */
export function resizeBicubic(
  image: Raster,
  width: number,
  height: number,
  box: Box = wholeBox({ width, height }),
): Raster {
  const columns = bicubicWeights(image.width, width, box.left, box.width);
  const rows = bicubicWeights(image.height, height, box.top, box.height);
  const { first, count } = inputsOf(rows);
  return vertical(horizontal(image, columns, first, count), rows, first);
}

/** The input pixels that a table's outputs need: `count` of them from `first` on. */
export function inputsOf({ starts, lengths }: ResampleWeights): {
  first: number;
  count: number;
} {
  const first = starts[0]!;
  const last = starts.length - 1;
  return { first, count: starts[last]! + lengths[last]! - first };
}

/** Resamples `count` lines from line `first` on. */
function horizontal(
  image: Raster,
  weights: ResampleWeights,
  first: number,
  count: number,
): Raster {
  const { channels } = image;
  const width = weights.starts.length;
  const data = new Uint8Array(count * width * channels);
  const put = channels === 3 ? lineOfThree : lineOfAny;
  for (let row = 0; row < count; row++) {
    put(
      image,
      (first + row) * image.width * channels,
      weights,
      data,
      row * width * channels,
    );
  }
  return { data, width, height: count, channels };
}

/** One line of three channels, by far the most common: three sums in registers. */
function lineOfThree(
  { data }: Raster,
  from: number,
  { starts, lengths, fixed, taps }: ResampleWeights,
  out: Uint8Array,
  to: number,
): void {
  for (let output = 0; output < starts.length; output++) {
    const row = output * taps;
    const end = row + lengths[output]!;
    let at = from + starts[output]! * 3;
    let red = HALF;
    let green = HALF;
    let blue = HALF;
    for (let tap = row; tap < end; tap++) {
      const weight = fixed[tap]!;
      red = (red + Math.imul(data[at]!, weight)) | 0;
      green = (green + Math.imul(data[at + 1]!, weight)) | 0;
      blue = (blue + Math.imul(data[at + 2]!, weight)) | 0;
      at += 3;
    }
    out[to] = clipped(red >> BITS);
    out[to + 1] = clipped(green >> BITS);
    out[to + 2] = clipped(blue >> BITS);
    to += 3;
  }
}

function lineOfAny(
  { data, channels }: Raster,
  from: number,
  { starts, lengths, fixed, taps }: ResampleWeights,
  out: Uint8Array,
  to: number,
): void {
  for (let output = 0; output < starts.length; output++) {
    const row = output * taps;
    for (let channel = 0; channel < channels; channel++) {
      let sum = HALF;
      let at = from + starts[output]! * channels + channel;
      for (let tap = row; tap < row + lengths[output]!; tap++) {
        sum = (sum + Math.imul(data[at]!, fixed[tap]!)) | 0;
        at += channels;
      }
      out[to++] = clipped(sum >> BITS);
    }
  }
}

/** @param firstRow number of the image's first line in the picture that `weights` speak of */
function vertical(image: Raster, weights: ResampleWeights, firstRow: number): Raster {
  const { width, channels } = image;
  const { starts, lengths, fixed, taps } = weights;
  const line = width * channels;
  const data = new Uint8Array(starts.length * line);
  const sums = new Int32Array(line);
  for (let output = 0; output < starts.length; output++) {
    const from = (starts[output]! - firstRow) * line;
    const row = fixed.subarray(output * taps, output * taps + lengths[output]!);
    sumLines(sums, image.data, from, row);
    const to = output * line;
    for (let i = 0; i < line; i++) data[to + i] = clipped(sums[i]! >> BITS);
  }
  return { data, width, height: starts.length, channels };
}

/** Weighted sum of whole lines from `from` on, four at a time: sums are loaded and stored less often. */
function sumLines(
  sums: Int32Array,
  data: Uint8Array,
  from: number,
  weights: Int32Array,
): void {
  const line = sums.length;
  sums.fill(HALF);
  let tap = 0;
  for (; tap + 4 <= weights.length; tap += 4) {
    const a = from + tap * line;
    const b = a + line;
    const c = b + line;
    const d = c + line;
    const wa = weights[tap]!;
    const wb = weights[tap + 1]!;
    const wc = weights[tap + 2]!;
    const wd = weights[tap + 3]!;
    for (let i = 0; i < line; i++) {
      sums[i] =
        (sums[i]! +
          Math.imul(data[a + i]!, wa) +
          Math.imul(data[b + i]!, wb) +
          Math.imul(data[c + i]!, wc) +
          Math.imul(data[d + i]!, wd)) |
        0;
    }
  }
  for (; tap < weights.length; tap++) {
    const a = from + tap * line;
    const wa = weights[tap]!;
    for (let i = 0; i < line; i++) sums[i] = (sums[i]! + Math.imul(data[a + i]!, wa)) | 0;
  }
}

function clipped(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
