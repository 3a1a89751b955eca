import sharp from "sharp";
import { mismatch } from "../numeric/errors";
import { CLIP_MEAN, CLIP_STD } from "./normalisation";

/** Names what `preprocessImage` does; part of the key of cached features. */
export const PREPROCESS =
  "resize shorter side (sharp cubic), centre crop, CLIP mean and std";

/** Largest image decoded, in pixels: a small file may claim to hold a huge picture. */
const LARGEST = 100_000_000;

/**
 * CLIP's test preprocessing: shorter side to `size`, centre crop, pixels to [0, 1], channel means
 * and deviations. An image that is `size` by `size` already is not resampled, so its values are exact.
 * @param bytes encoded image; transparency is laid on white
 * @param where file name for errors
 * @returns shape [3, size, size], row-major
 * @throws PromptcalError when the bytes are no image
 */
export async function preprocessImage(
  bytes: Uint8Array,
  size: number,
  where: string,
): Promise<Float32Array> {
  const pixels = await decode(bytes, size, where);
  const out = new Float32Array(3 * size * size);
  for (let i = 0; i < size * size; i++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = pixels[i * 3 + channel]! / 255;
      out[channel * size * size + i] = (value - CLIP_MEAN[channel]!) / CLIP_STD[channel]!;
    }
  }
  return out;
}

async function decode(bytes: Uint8Array, size: number, where: string): Promise<Uint8Array> {
  try {
    return await sharp(bytes, { limitInputPixels: LARGEST, failOn: "truncated" })
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb")
      .removeAlpha()
      .resize(size, size, { fit: "cover", position: "centre", kernel: "cubic" })
      .raw()
      .toBuffer();
  } catch (error) {
    throw mismatch({
      what: "image",
      expected: "a whole picture that sharp can decode",
      got: (error as Error).message,
      where,
    });
  }
}
