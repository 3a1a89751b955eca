import { handWrittenFeatures } from "../encoders/hand-written-prompts";
import { IMAGENET_TEMPLATES } from "../encoders/imagenet-templates";
import { unitRows } from "../encoders/text-tower";
import { tf, type Tensor2D } from "../engine/tf";
import { classLoss, cosineLogits, sharedPass } from "./class-loss";
import type { Tuner, TunerSetting } from "./tuner";

export interface ZeroShotOptions {
  /** CLIP's 80 prompts of ImageNet, unit features averaged, in place of the setting's template. */
  readonly ensemble: boolean;
}

/** CLIP without tuning: the features of the hand-written prompts, no parameters. */
export function zeroShot(
  { model, tokenizer, classNames, template }: TunerSetting,
  { ensemble }: ZeroShotOptions = { ensemble: false },
): Tuner {
  const textFeatures = (names: readonly string[]): Tensor2D => {
    const of = (text: string): Tensor2D =>
      handWrittenFeatures(model, tokenizer, names, text);
    if (!ensemble) return of(template);
    return tf.tidy(() => unitRows(tf.addN(IMAGENET_TEMPLATES.map(of))));
  };
  return {
    name: "zeroshot",
    sees: "features",
    init: () => ({}),
    prepare: () => undefined,
    textFeatures: (_, names) => textFeatures(names),
    imageFeatures: (_, images) => images.clone() as Tensor2D,
    logits: (_, images, names) =>
      tf.tidy(() =>
        cosineLogits(images as Tensor2D, textFeatures(names), model.logitScale),
      ),
    loss: (_, batch, terms) => {
      const { text, losses } = sharedPass(classNames, terms, textFeatures);
      const logits = cosineLogits(batch.images as Tensor2D, text, model.logitScale);
      return classLoss(batch, logits, text, losses);
    },
    dispose: () => undefined,
  };
}
