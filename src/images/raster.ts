/** Pixels in memory: row by row, the channels of a pixel side by side. */
export interface Raster<Values extends Uint8Array | Int32Array = Uint8Array> {
  /** Shape [height, width, channels]. */
  readonly data: Values;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** A rectangle of whole pixels; `left` and `top` count from 0. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The box of a whole raster. */
export function wholeBox({ width, height }: Pick<Box, "width" | "height">): Box {
  return { left: 0, top: 0, width, height };
}

/** Whether a box is all of a raster. */
export function isWhole(
  box: Box,
  { width, height }: Pick<Box, "width" | "height">,
): boolean {
  return box.left === 0 && box.top === 0 && box.width === width && box.height === height;
}

/** The pixels of a box inside a raster; the raster itself where the box is all of it. */
export function crop(image: Raster, box: Box): Raster {
  if (isWhole(box, image)) return image;
  const { channels } = image;
  const data = new Uint8Array(box.width * box.height * channels);
  for (let row = 0; row < box.height; row++) {
    const from = ((box.top + row) * image.width + box.left) * channels;
    data.set(
      image.data.subarray(from, from + box.width * channels),
      row * box.width * channels,
    );
  }
  return { data, width: box.width, height: box.height, channels };
}

/** The raster seen in a mirror: left becomes right. */
export function flipped({ data, width, height, channels }: Raster): Raster {
  const out = new Uint8Array(data.length);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const column = pixel % width;
    const from = (pixel - column + width - 1 - column) * channels;
    for (let channel = 0; channel < channels; channel++) {
      out[pixel * channels + channel] = data[from + channel]!;
    }
  }
  return { data: out, width, height, channels };
}
