import { handWrittenFeatures } from "../../encoders/prompts/prompt-templates";
import { imageFeatures, visionTransformer } from "../../encoders/towers/image-tower";
import { unitRows } from "../../encoders/towers/text-tower";
import { tf, type Tensor, type Tensor2D, type Tensor4D } from "../../engine/tf";
import { cosineLogits } from "../class-loss";
import { frozenFeatures } from "../joint/patches";
import type { Batch, ImageKind, TunerSetting } from "../tuner";

/** Frozen CLIP beside a tuner, for regularisers that compare with it. */
export interface ZeroShotReference {
  /** Unit text features of the classes, shape [classes, embed]. */
  readonly text: Tensor2D;
  /** Scaled zero-shot logits of a batch, shape [n, classes]. @param sees what the batch's images are */
  logits(batch: Batch, sees: ImageKind): Tensor2D;
  dispose(): void;
}

/** The zero-shot classifier of a setting's classes. */
export function zeroShotReference(setting: TunerSetting): ZeroShotReference {
  const { model, tokenizer, classNames, template } = setting;
  const text = handWrittenFeatures(model, tokenizer, classNames, template);
  return {
    text,
    logits: ({ images }, sees) =>
      tf.tidy(() => {
        const unit = zeroShotFeatures(model.imageTower, images, sees);
        return cosineLogits(unit, text, model.logitScale);
      }),
    dispose: () => text.dispose(),
  };
}

/** Unit features of the frozen image tower, shape [n, embed]. */
function zeroShotFeatures(
  tower: TunerSetting["model"]["imageTower"],
  images: Tensor,
  sees: ImageKind,
): Tensor2D {
  if (sees === "features") return images as Tensor2D;
  if (sees === "raw features") return unitRows(images as Tensor2D);
  if (sees === "pixels") return unitRows(imageFeatures(tower, images as Tensor4D));
  return frozenFeatures(visionTransformer(tower), images);
}
