import type { Linear } from "../engine/linear";
import type { Tensor2D, Tensor4D } from "../engine/tf";
import { PromptcalError } from "../numeric/errors";
import { resNetFeatures, type ModifiedResNet } from "./modified-resnet";
import { transformerFeatures, type VisionTransformer } from "./vision-transformer";

/** CLIP's image encoder, of either kind. */
export type ImageTower<L extends Linear = Linear> = VisionTransformer<L> | ModifiedResNet;

/**
 * Image features before normalisation.
 * @param images shape [n, 3, size, size], normalised with CLIP's mean and deviation
 * @returns shape [n, embed]
 */
export function imageFeatures(tower: ImageTower, images: Tensor4D): Tensor2D {
  return tower.kind === "transformer"
    ? transformerFeatures(tower, images)
    : resNetFeatures(tower, images);
}

/**
 * The vision transformer of a model, for methods with prompts among an image's patches.
 * @throws PromptcalError for a ResNet, which has none
 */
export function visionTransformer<L extends Linear>(
  tower: ImageTower<L>,
): VisionTransformer<L> {
  if (tower.kind === "transformer") return tower;
  throw new PromptcalError(
    "visual prompts: expected a vision transformer, got a ResNet, which has no rows to stand among; " +
      "take a ViT, or a method that learns on the text side only",
  );
}
