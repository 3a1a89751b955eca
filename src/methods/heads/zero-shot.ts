import { handWrittenFeatures } from "../../encoders/prompts/prompt-templates";
import { IMAGENET_TEMPLATES } from "../../encoders/prompts/imagenet-templates";
import { unitRows } from "../../encoders/towers/text-tower";
import { tf, type Tensor2D } from "../../engine/tf";
import { classLoss, cosineLogits, sharedPass } from "../class-loss";
import { tunedText } from "../frozen-images";
import type { Tuner, TunerSetting } from "../tuner";

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
    ...tunedText((_, names) => textFeatures(names), model.logitScale),
    init: () => ({}),
    prepare: () => undefined,
    loss: (_, batch, terms) => {
      const { text, losses } = sharedPass(classNames, terms, textFeatures);
      const logits = cosineLogits(batch.images as Tensor2D, text, model.logitScale);
      return classLoss(batch, logits, text, losses);
    },
    dispose: () => undefined,
  };
}
