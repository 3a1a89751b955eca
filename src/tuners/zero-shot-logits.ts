import { handWrittenFeatures } from "../encoders/hand-written-prompts";
import { imageFeatures } from "../encoders/image-tower";
import { unitRows } from "../encoders/text-tower";
import { tf, type Tensor2D, type Tensor4D } from "../engine/tf";
import { cosineLogits } from "./class-loss";
import type { Batch, ImageKind, TunerSetting } from "./tuner";

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
        const unit =
          sees === "features"
            ? (images as Tensor2D)
            : unitRows(
                sees === "raw features"
                  ? (images as Tensor2D)
                  : imageFeatures(model.imageTower, images as Tensor4D),
              );
        return cosineLogits(unit, text, model.logitScale);
      }),
    dispose: () => text.dispose(),
  };
}
