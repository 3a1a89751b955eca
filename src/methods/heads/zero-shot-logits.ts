import { imageFeatures, visionTransformer } from "../../encoders/towers/image-tower";
import { unitRows } from "../../encoders/towers/text-tower";
import { tf, type Tensor, type Tensor2D, type Tensor4D } from "../../engine/tf";
import { cosineLogits } from "../class-loss";
import { frozenFeatures } from "../joint/patches";
import { templateText } from "../template-text";
import type { Batch, ImageKind, TunerSetting } from "../tuner";

/** Frozen CLIP beside a tuner, for regularisers that compare with it. */
export interface ZeroShotReference {
  /** Scaled zero-shot logits of a batch, shape [n, classes]. */
  logits(batch: Batch): Tensor2D;
  dispose(): void;
}

/**
 * The zero-shot classifier of a setting's classes.
 * @param imageInput what the batches' images are
 */
export function zeroShotReference(
  setting: TunerSetting,
  imageInput: ImageKind,
): ZeroShotReference {
  const { imageTower, logitScale } = setting.model;
  const text = templateText(setting);
  return {
    logits: ({ images }) =>
      tf.tidy(() => {
        const unit = zeroShotFeatures(imageTower, images, imageInput);
        return cosineLogits(unit, text, logitScale);
      }),
    dispose: () => text.dispose(),
  };
}

/** Unit features of the frozen image tower, shape [n, embed]. */
function zeroShotFeatures(
  tower: TunerSetting["model"]["imageTower"],
  images: Tensor,
  imageInput: ImageKind,
): Tensor2D {
  if (imageInput === "features") return images as Tensor2D;
  if (imageInput === "raw features") return unitRows(images as Tensor2D);
  if (imageInput === "pixels") return unitRows(imageFeatures(tower, images as Tensor4D));
  return frozenFeatures(visionTransformer(tower), images);
}
