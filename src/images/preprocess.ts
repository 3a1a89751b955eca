import { decodePicture, type DecodeOptions } from "./decode-picture";
import { CLIP_MEAN, CLIP_STD } from "./normalisation";
import { type Picture, premultiplied, toRgb, unpremultiplied } from "./picture-modes";
import { type Box, crop, type Raster } from "./raster";
import { resizeBicubic } from "./resample";
import { resizeBicubicIntegers } from "./resample-integers";
import { resizeNearest } from "./resize-nearest";

/** Names what `preprocessImage` does by default; part of the key of cached features. */
export const PREPROCESS =
  "RGB, shorter side by Pillow's bicubic, centre crop, CLIP mean and std";

/**
 * Whether a picture becomes RGB before it is resized (the loaders of Dassl and CoOp) or after (the
 * transform of openai/CLIP). They differ for alpha, palette, 1-bit, 16-bit and CMYK pictures.
 */
export type ResizeOrder = "convert_then_resize" | "resize_then_convert";

export interface PreprocessOptions extends DecodeOptions {
  /** `convert_then_resize` by default. */
  readonly order?: ResizeOrder;
}

/**
 * CLIP's test preprocessing: RGB, shorter side to `size` by Pillow's bicubic, centre crop, pixels to
 * [0, 1], channel means and deviations. An image that is `size` by `size` already is not resampled.
 * @param bytes encoded image; alpha is dropped, as in Pillow
 * @param where file name for errors
 * @returns shape [3, size, size], row-major
 * @throws PromptcalError when the bytes are no image
 */
export async function preprocessImage(
  bytes: Uint8Array,
  size: number,
  where: string,
  { order, ...decoding }: PreprocessOptions = {},
): Promise<Float32Array> {
  return normalised(centreCrop(await decodePicture(bytes, where, decoding), size, order));
}

/**
 * Resizes the shorter side to `size` and cuts the middle out; sides and offsets rounded as
 * torchvision's Resize and CenterCrop do.
 * @returns [size, size, 3] in [0, 255]
 */
export function centreCrop(
  picture: Picture,
  size: number,
  order: ResizeOrder = "convert_then_resize",
): Raster {
  const { width, height } = picture.raster;
  const long = Math.trunc((size * Math.max(width, height)) / Math.min(width, height));
  const [newWidth, newHeight] = width <= height ? [size, long] : [long, size];
  const box: Box = {
    left: roundHalfEven((newWidth - size) / 2),
    top: roundHalfEven((newHeight - size) / 2),
    width: size,
    height: size,
  };
  if (newWidth === width && newHeight === height) return crop(toRgb(picture), box);
  return order === "convert_then_resize"
    ? resizeBicubic(toRgb(picture), newWidth, newHeight, box)
    : toRgb(resizeInMode(picture, newWidth, newHeight, box));
}

/** Resizes a picture as Pillow does in the picture's own mode. */
function resizeInMode(picture: Picture, width: number, height: number, box: Box): Picture {
  switch (picture.mode) {
    case "integers":
      return {
        mode: "integers",
        raster: resizeBicubicIntegers(picture.raster, width, height, box),
      };
    case "binary":
    case "palette":
      return { ...picture, raster: resizeNearest(picture.raster, width, height, box) };
    case "alpha": {
      const resized = resizeBicubic(premultiplied(picture.raster), width, height, box);
      return { mode: "alpha", raster: unpremultiplied(resized) };
    }
    default:
      return { ...picture, raster: resizeBicubic(picture.raster, width, height, box) };
  }
}

/** Values of each channel for each byte, shape [3, 256]. */
const NORMALISED = Float32Array.from({ length: 3 * 256 }, (_, i) => {
  const channel = i >> 8;
  return ((i & 255) / 255 - CLIP_MEAN[channel]!) / CLIP_STD[channel]!;
});

/**
 * Pixels to [0, 1], less CLIP's channel means, over its deviations.
 * @param image three channels
 * @returns shape [3, height, width], row-major
 */
export function normalised({ data, width, height }: Raster): Float32Array {
  const pixels = width * height;
  const out = new Float32Array(3 * pixels);
  for (let i = 0; i < pixels; i++) {
    out[i] = NORMALISED[data[i * 3]!]!;
    out[pixels + i] = NORMALISED[256 + data[i * 3 + 1]!]!;
    out[2 * pixels + i] = NORMALISED[512 + data[i * 3 + 2]!]!;
  }
  return out;
}

/** Python's `round`. */
export function roundHalfEven(value: number): number {
  const low = Math.floor(value);
  const above = value - low;
  return above > 0.5 || (above === 0.5 && low % 2 !== 0) ? low + 1 : low;
}
