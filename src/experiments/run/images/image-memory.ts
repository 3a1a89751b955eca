import type { ClipModel } from "../../../encoders/towers/clip-model";
import { imageShape } from "../../../training/image-shape";
import type { EncodeOptions } from "./encode";

/** Values of a run's images of one purpose that are held in memory, 1 GiB. */
export const MAX_HELD = 2 ** 28;

/** Whether images are pixels or patches, hundreds of thousands of values each, and not features. */
export function isLarge({ kind = "features" }: EncodeOptions): boolean {
  return kind !== "features" && kind !== "raw features";
}

/** Values of one image. */
export function valuesOf({ kind = "features" }: EncodeOptions, model: ClipModel): number {
  return imageShape({ imageInput: kind }, model).reduce((a, b) => a * b, 1);
}
