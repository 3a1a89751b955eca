import { handWrittenFeatures } from "../encoders/hand-written-prompts";
import { tf, type Tensor2D } from "../engine/tf";
import { classLoss, cosineLogits } from "./class-loss";
import type { Tuner, TunerSetting } from "./tuner";

/** CLIP without tuning: the features of the hand-written prompts, no parameters. */
export function zeroShot({ model, tokenizer, classNames, template }: TunerSetting): Tuner {
  const textFeatures = (names: readonly string[]): Tensor2D =>
    handWrittenFeatures(model, tokenizer, names, template);
  return {
    name: "zeroshot",
    init: () => ({}),
    prepare: () => undefined,
    textFeatures: (_, names) => textFeatures(names),
    logits: (_, images, names) =>
      tf.tidy(() => cosineLogits(images, textFeatures(names), model.logitScale)),
    loss: (_, batch, terms) =>
      classLoss(
        batch,
        textFeatures(classNames),
        model.logitScale,
        Object.fromEntries(
          terms.map((term) => [term.name, term.loss(textFeatures(term.names))]),
        ),
      ),
    dispose: () => undefined,
  };
}
