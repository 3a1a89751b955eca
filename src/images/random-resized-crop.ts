import { type Random, randomInteger } from "../random/random";
import { roundHalfEven } from "./preprocess";
import { type Box, crop, flipped, type Raster } from "./raster";
import { resizeBicubic } from "./resample";

export interface Augmentation {
  /** Share of the picture's area that the crop has, from and to. */
  readonly scale: readonly [number, number];
  /** Width over height of the crop, from and to; drawn evenly in the logarithm. */
  readonly ratio: readonly [number, number];
  /** Probability of a horizontal flip. */
  readonly flip: number;
}

/** CoOp's training transform: random_resized_crop and random_flip with their defaults. */
export const COOP_AUGMENTATION: Augmentation = {
  scale: [0.08, 1],
  ratio: [3 / 4, 4 / 3],
  flip: 0.5,
};

/** Boxes tried before the fallback. */
const TRIES = 10;

/**
 * Draws a crop as torchvision's RandomResizedCrop does: ten tries for a box of random area and ratio
 * that fits; else the largest box in the middle whose ratio is allowed.
 */
export function randomBox(
  { width, height }: Pick<Raster, "width" | "height">,
  { scale, ratio }: Augmentation,
  random: Random,
): Box {
  const between = (low: number, high: number): number => low + (high - low) * random();
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const area = width * height * between(...scale);
    const aspect = Math.exp(between(Math.log(ratio[0]), Math.log(ratio[1])));
    const w = roundHalfEven(Math.sqrt(area * aspect));
    const h = roundHalfEven(Math.sqrt(area / aspect));
    if (w < 1 || w > width || h < 1 || h > height) continue;
    const top = randomInteger(height - h + 1, random);
    const left = randomInteger(width - w + 1, random);
    return { left, top, width: w, height: h };
  }
  const own = width / height;
  const w = own > ratio[1] ? roundHalfEven(height * ratio[1]) : width;
  const h = own < ratio[0] ? roundHalfEven(width / ratio[0]) : height;
  return {
    left: Math.floor((width - w) / 2),
    top: Math.floor((height - h) / 2),
    width: w,
    height: h,
  };
}

/**
 * One augmented view: a random box, cut out and then resized by Pillow's bicubic (so nothing outside
 * the box is seen), perhaps flipped.
 * @param image three channels
 * @returns [size, size, 3]
 */
export function augmentedView(
  image: Raster,
  size: number,
  augmentation: Augmentation,
  random: Random,
): Raster {
  const view = resizeBicubic(
    crop(image, randomBox(image, augmentation, random)),
    size,
    size,
  );
  return random() < augmentation.flip ? flipped(view) : view;
}
