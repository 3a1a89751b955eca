import { handWrittenFeatures } from "../encoders/hand-written-prompts";
import { tf, type Tensor2D } from "../engine/tf";
import type { Random } from "../numeric/random";
import { anchorLoss } from "./anchor-loss";
import { jointPrompts, type JointMethod, type JointStep } from "./joint-prompts";
import { coupledPrompts, type MapleOptions } from "./maple";
import { linearStart } from "./prompt-start";
import type { ParameterValues, Tuner, TunerSetting } from "./tuner";

export interface CoPromptOptions extends MapleOptions {
  /** Weight of the consistency terms. */
  readonly weight: number;
  /** Share of the adapter in text features. */
  readonly textRatio: number;
  /** Share of the adapter in image features. */
  readonly imageRatio: number;
  /** Factor by which an adapter's hidden layer is narrower than the embedding. */
  readonly reduction: number;
}

/**
 * CoPrompt (Roy and Etemad 2024): MaPLe's prompts, an adapter on each tower, and
 * weight * (1 - cos(text, frozen text) + 1 - cos(image, frozen image)), means over classes and images.
 * Two of its perturbations are not here, because they are data and not method: the frozen text is the
 * data set's template, where its authors draw one of a language model's descriptions of each class per
 * step, and the frozen tower sees the same view of an image, where theirs sees a second augmentation.
 */
export function coPrompt(setting: TunerSetting, options: CoPromptOptions): Tuner {
  const { model, tokenizer, classNames, template } = setting;
  const { weight, textRatio, imageRatio, reduction } = options;
  const embed = model.architecture.embed_dim;
  const frozenText = handWrittenFeatures(model, tokenizer, classNames, template);
  const prompts = coupledPrompts(setting, options, "coprompt");
  const method: JointMethod = {
    ...prompts,
    init: (random) => ({
      ...prompts.init(random),
      ...adapterStart("text", embed, reduction, random),
      ...adapterStart("image", embed, reduction, random),
    }),
    adapt: (side, features, parameters) => {
      const [down, up] = adapterNames(side).map((name) => parameters[name] as Tensor2D);
      const hidden = tf.relu(tf.matMul(features, down!, false, true));
      const adapted = tf.relu(tf.matMul(hidden, up!, false, true));
      const ratio = side === "text" ? textRatio : imageRatio;
      return tf.add(tf.mul(adapted, ratio), tf.mul(features, 1 - ratio));
    },
    terms: ({ images, frozenImages, text }: JointStep) => ({
      consistency_text: tf.mul(anchorLoss(text, frozenText), weight),
      consistency_image: tf.mul(anchorLoss(images, frozenImages), weight),
    }),
    dispose: () => frozenText.dispose(),
  };
  return jointPrompts(setting, options, method);
}

/** Weights of an adapter's two layers, without biases, each followed by a ReLU. */
function adapterNames(side: "text" | "image"): readonly [string, string] {
  return [`adapter_${side}.fc.0.weight`, `adapter_${side}.fc.2.weight`];
}

function adapterStart(
  side: "text" | "image",
  embed: number,
  reduction: number,
  random: Random,
): Readonly<Record<string, ParameterValues>> {
  const hidden = Math.floor(embed / reduction);
  const [down, up] = adapterNames(side);
  return {
    [down]: linearStart(embed, hidden, random).weight,
    [up]: linearStart(hidden, embed, random).weight,
  };
}
