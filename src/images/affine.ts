import type { Raster } from "./raster";

/** Where the value at (x, y) comes from: (a x + b y + c, d x + e y + f). */
export type AffineMap = readonly [number, number, number, number, number, number];

/**
 * Pillow's `transform(size, AFFINE, map)`: each pixel is the nearest one of its origin, black where that is
 * outside; in 16-bit fixed point, as Pillow has it.
 */
export function transformed(image: Raster, [a, b, c, d, e, f]: AffineMap): Raster {
  const { data, width, height, channels } = image;
  const out = new Uint8Array(data.length);
  const [stepX, stepY, downX, downY] = [fixed(a), fixed(d), fixed(b), fixed(e)];
  // Centres of pixels are mapped onto each other.
  let startX = fixed(c + a * 0.5 + b * 0.5);
  let startY = fixed(f + d * 0.5 + e * 0.5);
  for (let row = 0; row < height; row++, startX += downX, startY += downY) {
    for (let column = 0; column < width; column++) {
      const x = (startX + column * stepX) >> BITS;
      const y = (startY + column * stepY) >> BITS;
      if (x < 0 || x >= width || y < 0 || y >= height) continue;
      const from = (y * width + x) * channels;
      const to = (row * width + column) * channels;
      for (let channel = 0; channel < channels; channel++) {
        out[to + channel] = data[from + channel]!;
      }
    }
  }
  return { ...image, data: out };
}

/** Turns an image around its middle, counter-clockwise; corners are cut off. @param degrees in (-90, 90) */
export function rotated(image: Raster, degrees: number): Raster {
  const angle = (-degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [x, y] = [image.width / 2, image.height / 2];
  return transformed(image, [
    cos,
    sin,
    x - cos * x - sin * y,
    -sin,
    cos,
    y + sin * x - cos * y,
  ]);
}

const BITS = 16;

function fixed(value: number): number {
  return Math.floor(value * 2 ** BITS + 0.5);
}
