import { type Random, randomInteger } from "../random/random";
import { rotated, transformed } from "./affine";
import {
  autoContrast,
  brightened,
  coloured,
  contrasted,
  covered,
  equalized,
  inverted,
  posterized,
  sharpened,
  solarized,
  solarizedAfterAdding,
} from "./picture-operations";
import type { Raster } from "./raster";
import { resizeBicubic } from "./resample";

/** Names what `randAugmentedView` does; part of the key of cached features. */
export const RAND_AUGMENT =
  "RGB, both sides by Pillow's bicubic, 2 of RandAugment's 16 operations at 10 of 30";

/** Operations of a view, and how strong they are of 30: Dassl's defaults. */
const OPERATIONS_PER_VIEW = 2;
const STRENGTH = 10 / 30;

/** Side of the images that lengths in pixels are meant for; on others they are scaled. */
const SIDE = 224;

/** Changes an image. @param value in the operation's range */
type Change = (image: Raster, value: number, random: Random) => Raster;

/** An operation with its range: the values of strength 0 and 30. */
export interface Operation {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly apply: Change;
}

/** RandAugment's operations (Cubuk et al. 2020) as Dassl has them, in its order. */
export const RAND_AUGMENT_OPERATIONS: readonly Operation[] = [
  { name: "AutoContrast", from: 0, to: 1, apply: autoContrast },
  { name: "Equalize", from: 0, to: 1, apply: equalized },
  { name: "Invert", from: 0, to: 1, apply: inverted },
  { name: "Rotate", from: 0, to: 30, apply: eitherWay(rotated) },
  {
    name: "Posterize",
    from: 4,
    to: 8,
    apply: (image, value) => posterized(image, Math.trunc(value)),
  },
  { name: "Solarize", from: 0, to: 256, apply: solarized },
  { name: "SolarizeAdd", from: 0, to: 110, apply: solarizedAfterAdding },
  { name: "Color", from: 0.1, to: 1.9, apply: coloured },
  { name: "Contrast", from: 0.1, to: 1.9, apply: contrasted },
  { name: "Brightness", from: 0.1, to: 1.9, apply: brightened },
  { name: "Sharpness", from: 0.1, to: 1.9, apply: sharpened },
  {
    name: "ShearX",
    from: 0,
    to: 0.3,
    apply: eitherWay((image, value) => transformed(image, [1, value, 0, 0, 1, 0])),
  },
  {
    name: "ShearY",
    from: 0,
    to: 0.3,
    apply: eitherWay((image, value) => transformed(image, [1, 0, 0, value, 1, 0])),
  },
  { name: "CutoutAbs", from: 0, to: 40, apply: cutOut },
  {
    name: "TranslateXabs",
    from: 0,
    to: 100,
    apply: eitherWay((image, value) =>
      transformed(image, [1, 0, pixels(value, image.width), 0, 1, 0]),
    ),
  },
  {
    name: "TranslateYabs",
    from: 0,
    to: 100,
    apply: eitherWay((image, value) =>
      transformed(image, [1, 0, 0, 0, 1, pixels(value, image.height)]),
    ),
  },
];

/**
 * One strongly augmented view, CoPrompt's training transform: the whole image squeezed into a square, then
 * two of RandAugment's operations, drawn with replacement.
 * @param image three channels
 * @returns [size, size, 3]
 */
export function randAugmentedView(image: Raster, size: number, random: Random): Raster {
  let view = resizeBicubic(image, size, size);
  for (let turn = 0; turn < OPERATIONS_PER_VIEW; turn++) {
    const operation =
      RAND_AUGMENT_OPERATIONS[randomInteger(RAND_AUGMENT_OPERATIONS.length, random)]!;
    view = operation.apply(view, valueOf(operation), random);
  }
  return view;
}

/** The value of an operation at RandAugment's strength. */
export function valueOf({ from, to }: Pick<Operation, "from" | "to">): number {
  return STRENGTH * (to - from) + from;
}

/** Draws the direction. */
function eitherWay(change: (image: Raster, value: number) => Raster): Change {
  return (image, value, random) => change(image, random() > 0.5 ? -value : value);
}

/** Covers a square around a random point with ImageNet's mean colour. */
function cutOut(image: Raster, value: number, random: Random): Raster {
  const { width, height } = image;
  const [wide, high] = [pixels(value, width), pixels(value, height)];
  const [x, y] = [random() * width, random() * height];
  const left = Math.trunc(Math.max(0, x - wide / 2));
  const top = Math.trunc(Math.max(0, y - high / 2));
  const box = { left, top, right: left + Math.trunc(wide), bottom: top + Math.trunc(high) };
  return covered(image, box, [125, 123, 114]);
}

function pixels(value: number, side: number): number {
  return (value * side) / SIDE;
}
