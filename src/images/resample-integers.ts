import type { Box, Raster } from "./raster";
import { inputsOf } from "./resample";
import { bicubicWeights } from "./resample-weights";

/**
 * Pillow's bicubic resize of one channel of 32-bit integers (its mode I): as `resizeBicubic`, but
 * with weights in double precision, each pass rounded half away from zero and not clipped.
 * @param box the part of the result that is wanted
 */
export function resizeBicubicIntegers(
  image: Raster<Int32Array>,
  width: number,
  height: number,
  box: Box,
): Raster<Int32Array> {
  const columns = bicubicWeights(image.width, width, box.left, box.width);
  const rows = bicubicWeights(image.height, height, box.top, box.height);
  const { first, count } = inputsOf(rows);
  const narrow = new Int32Array(count * box.width);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < box.width; column++) {
      const from = (first + row) * image.width + columns.starts[column]!;
      const weights = rowOf(columns, column);
      narrow[row * box.width + column] = weightedSum(image.data, from, 1, weights);
    }
  }
  const data = new Int32Array(box.height * box.width);
  for (let row = 0; row < box.height; row++) {
    const weights = rowOf(rows, row);
    for (let column = 0; column < box.width; column++) {
      const from = (rows.starts[row]! - first) * box.width + column;
      data[row * box.width + column] = weightedSum(narrow, from, box.width, weights);
    }
  }
  return { data, width: box.width, height: box.height, channels: 1 };
}

function rowOf(
  { weights, lengths, taps }: ReturnType<typeof bicubicWeights>,
  output: number,
): Float64Array {
  return weights.subarray(output * taps, output * taps + lengths[output]!);
}

function weightedSum(
  data: Int32Array,
  from: number,
  step: number,
  weights: Float64Array,
): number {
  let sum = 0;
  for (let tap = 0; tap < weights.length; tap++) {
    sum += data[from + tap * step]! * weights[tap]!;
  }
  return sum < 0 ? -Math.floor(0.5 - sum) : Math.floor(sum + 0.5);
}
