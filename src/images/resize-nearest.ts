import type { Box, Raster } from "./raster";

/**
 * Pillow's nearest-neighbour resize, which it takes for palette and bilevel pictures whatever
 * filter is asked for.
 * @param width columns of the whole result
 * @param height rows of the whole result
 * @param box the part of the result that is wanted
 */
export function resizeNearest(
  image: Raster,
  width: number,
  height: number,
  box: Box,
): Raster {
  const { data, channels } = image;
  const columns = nearest(image.width, width, box.left, box.width);
  const rows = nearest(image.height, height, box.top, box.height);
  const out = new Uint8Array(box.width * box.height * channels);
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      const from = (row * image.width + column) * channels;
      for (let channel = 0; channel < channels; channel++)
        out[at++] = data[from + channel]!;
    }
  }
  return { data: out, width: box.width, height: box.height, channels };
}

/** Input pixel under the centre of each output pixel. */
function nearest(inputs: number, outputs: number, from: number, count: number): Int32Array {
  const step = inputs / outputs;
  const indices = new Int32Array(count);
  // Summed up and not multiplied, as in Pillow: near the border of a pixel the last bit decides.
  let index = step * 0.5;
  for (let output = 0; output < from + count; output++) {
    if (output >= from) indices[output - from] = Math.min(Math.trunc(index), inputs - 1);
    index += step;
  }
  return indices;
}
