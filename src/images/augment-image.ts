import type { Random } from "../random/random";
import type { AugmentationName } from "./augmentations";
import { decodePicture } from "./decode-picture";
import { toRgb } from "./picture-modes";
import { normalised } from "./preprocess";
import { randAugmentedView } from "./rand-augment";
import { augmentedView, COOP_AUGMENTATION } from "./random-resized-crop";

/**
 * CLIP's training preprocessing: RGB, one augmented view, CLIP's means and deviations.
 * @param where file name for errors
 * @returns shape [3, size, size], row-major
 * @throws PromptcalError when the bytes are no image
 */
export async function augmentImage(
  bytes: Uint8Array,
  size: number,
  where: string,
  random: Random,
  augmentation: AugmentationName = "coop",
): Promise<Float32Array> {
  const image = toRgb(await decodePicture(bytes, where));
  return normalised(
    augmentation === "coop"
      ? augmentedView(image, size, COOP_AUGMENTATION, random)
      : randAugmentedView(image, size, random),
  );
}
