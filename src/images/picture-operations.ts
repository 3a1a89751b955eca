import type { Raster } from "./raster";

/**
 * Pillow's ImageOps and ImageEnhance on 8-bit RGB, bit for bit: what RandAugment changes of colours and
 * sharpness. All give a new raster of the same size.
 */

/** Stretches each channel so that its darkest value becomes 0 and its brightest 255. */
export function autoContrast(image: Raster): Raster {
  return eachChannel(image, (counts) => {
    const low = counts.findIndex((count) => count > 0);
    const high = lastOf(counts);
    if (high <= low) return (value) => value;
    const scale = 255 / (high - low);
    const offset = -low * scale;
    return (value) => value * scale + offset;
  });
}

/** Spreads the values of each channel evenly over its range. */
export function equalized(image: Raster): Raster {
  return eachChannel(image, (counts) => {
    const pixels = counts.reduce((sum, count) => sum + count, 0);
    const rest = pixels - counts[lastOf(counts)]!;
    const step = Math.floor(rest / 255);
    if (step === 0) return (value) => value;
    let below = Math.floor(step / 2);
    const table = counts.map((count) => {
      const level = Math.floor(below / step);
      below += count;
      return level;
    });
    return (value) => table[value]!;
  });
}

export function inverted(image: Raster): Raster {
  return eachValue(image, (value) => 255 - value);
}

/** Inverts values from `threshold` on. */
export function solarized(image: Raster, threshold: number): Raster {
  return eachValue(image, (value) => (value < threshold ? value : 255 - value));
}

/** Brightens by `addition`, then inverts the bright half. */
export function solarizedAfterAdding(image: Raster, addition: number): Raster {
  const brighter = eachValue(image, (value) => value + addition);
  return solarized(brighter, 128);
}

/** Keeps the first bits of each value. @param bits from 1 to 8 */
export function posterized(image: Raster, bits: number): Raster {
  const mask = 256 - 2 ** (8 - bits);
  return eachValue(image, (value) => value & mask);
}

/** Saturation: 0 is grey, 1 the image. */
export function coloured(image: Raster, factor: number): Raster {
  const grey = greyValues(image);
  return blended(image, factor, (at) => grey[Math.floor(at / 3)]!);
}

/** 0 is the mean grey, 1 the image. */
export function contrasted(image: Raster, factor: number): Raster {
  const grey = greyValues(image);
  const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length;
  const level = Math.floor(mean + 0.5);
  return blended(image, factor, () => level);
}

/** 0 is black, 1 the image. */
export function brightened(image: Raster, factor: number): Raster {
  return blended(image, factor, () => 0);
}

/** 0 is Pillow's SMOOTH filter, 1 the image. */
export function sharpened(image: Raster, factor: number): Raster {
  const smooth = smoothed(image);
  return blended(image, factor, (at) => smooth[at]!);
}

/** Paints over the pixels from (left, top) up to and with (right, bottom). */
export function covered(
  image: Raster,
  box: Readonly<Record<"left" | "top" | "right" | "bottom", number>>,
  colour: readonly number[],
): Raster {
  const data = image.data.slice();
  for (let row = box.top; row <= Math.min(box.bottom, image.height - 1); row++) {
    for (let column = box.left; column <= Math.min(box.right, image.width - 1); column++) {
      data.set(colour, (row * image.width + column) * 3);
    }
  }
  return { ...image, data };
}

/** The brightest value that occurs. */
function lastOf(counts: readonly number[]): number {
  return counts.reduce((last, count, value) => (count > 0 ? value : last), 0);
}

/** Looks each value up in a table; fractions are cut off, values clipped to [0, 255]. */
function eachValue(image: Raster, map: (value: number) => number): Raster {
  return eachChannel(image, () => map);
}

/** @param mapOf what becomes of a channel's values, from how often each of them occurs */
function eachChannel(
  image: Raster,
  mapOf: (counts: number[]) => (value: number) => number,
): Raster {
  const { data, channels } = image;
  const out = new Uint8Array(data.length);
  for (let channel = 0; channel < channels; channel++) {
    const counts = new Array<number>(256).fill(0);
    for (let at = channel; at < data.length; at += channels) counts[data[at]!]! += 1;
    const map = mapOf(counts);
    const table = counts.map((_, value) => Math.min(255, Math.max(0, map(value))));
    for (let at = channel; at < data.length; at += channels) out[at] = table[data[at]!]!;
  }
  return { ...image, data: out };
}

/** other + factor * (image - other), in float32 and cut off, as Pillow computes it. */
function blended(image: Raster, factor: number, other: (at: number) => number): Raster {
  const share = Math.fround(factor);
  const data = image.data.map((value, at) => {
    const from = other(at);
    const mixed = Math.fround(from + Math.fround(share * (value - from)));
    return Math.min(255, Math.max(0, mixed));
  });
  return { ...image, data };
}

/** ITU-R 601-2 luma in fixed point, one value per pixel. */
function greyValues({ data }: Raster): Uint8Array {
  return Uint8Array.from({ length: data.length / 3 }, (_, pixel) => {
    const [red, green, blue] = data.subarray(pixel * 3, pixel * 3 + 3);
    return (red! * 19595 + green! * 38470 + blue! * 7471 + 32768) >> 16;
  });
}

/** A pixel counts five times, each of its eight neighbours once; the border stays as it is. */
function smoothed({ data, width, height }: Raster): Uint8Array {
  const out = data.slice();
  const line = width * 3;
  for (let row = 1; row < height - 1; row++) {
    for (let at = row * line + 3; at < (row + 1) * line - 3; at++) {
      let sum = 4 * data[at]!;
      for (let above = at - line; above <= at + line; above += line) {
        sum += data[above - 3]! + data[above]! + data[above + 3]!;
      }
      out[at] = sum / 13 + 0.5;
    }
  }
  return out;
}
