import { handWrittenFeatures } from "../../encoders/prompts/prompt-templates";
import { tf, type Tensor2D } from "../../engine/tf";
import { mismatch } from "../../errors/promptcal-error";
import { seededRandom, type Random } from "../../random/random";
import { anchorLoss } from "../text/anchor-loss";
import { jointPrompts, type JointMethod, type JointStep } from "./joint-prompts";
import { coupledPrompts, type MapleOptions } from "./maple";
import { linearStart } from "../text/prompt-start";
import type { ParameterValues, StepPlace, Tuner, TunerSetting } from "../tuner";

export interface CoPromptOptions extends MapleOptions {
  /** Weight of the consistency terms. */
  readonly weight: number;
  /** Share of the adapter in text features. */
  readonly textRatio: number;
  /** Share of the adapter in image features. */
  readonly imageRatio: number;
  /** Factor by which an adapter's hidden layer is narrower than the embedding. */
  readonly reduction: number;
  /** Names the descriptions of the setting; null where there need be none. */
  readonly descriptions: string | null;
}

/**
 * CoPrompt (Roy and Etemad 2024): MaPLe's prompts, an adapter on each tower, and
 * weight * (1 - cos(text, frozen text) + 1 - cos(image, frozen image)), means over classes and images.
 * The frozen text is one of each class's descriptions, drawn per step (as its authors draw: with equally
 * many for each class, the same of all), or the data set's template where the setting has none. The frozen
 * image is what stands behind the patches: with RandAugment, another view than theirs.
 * @throws PromptcalError where descriptions are named and not given, or not of every class
 */
export function coPrompt(setting: TunerSetting, options: CoPromptOptions): Tuner {
  const { model } = setting;
  const { weight, textRatio, imageRatio, reduction } = options;
  const embed = model.architecture.embed_dim;
  const frozenText = frozenTexts(setting, options.descriptions);
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
    terms: ({ images, frozenImages, text, place }: JointStep) => ({
      consistency_text: tf.mul(anchorLoss(text, frozenText.at(place)), weight),
      consistency_image: tf.mul(anchorLoss(images, frozenImages), weight),
    }),
    dispose: () => frozenText.dispose(),
  };
  return jointPrompts(setting, options, method);
}

interface FrozenTexts {
  /** Unit features of a step, shape [classes, embed]. */
  at(place: StepPlace): Tensor2D;
  dispose(): void;
}

/** Frozen features of the setting's descriptions, encoded once; without any, of its template. */
function frozenTexts(
  { model, tokenizer, classNames, template, descriptions }: TunerSetting,
  named: string | null,
): FrozenTexts {
  if (descriptions === undefined && named === null) {
    const features = handWrittenFeatures(model, tokenizer, classNames, template);
    return { at: () => features, dispose: () => features.dispose() };
  }
  const sentences = classNames.map((name) => descriptions?.get(name) ?? []);
  const missing = sentences.findIndex(({ length }) => length === 0);
  if (missing !== -1) {
    throw mismatch({
      what: "descriptions of coprompt",
      expected: "at least one for each class",
      got: `none for "${classNames[missing]!}"`,
    });
  }
  let count = 0;
  const starts = sentences.map(({ length }) => (count += length) - length);
  const features = handWrittenFeatures(model, tokenizer, sentences.flat(), "{}");
  return {
    at: ({ seed, iteration }) => {
      const draw = seededRandom("descriptions", seed, iteration)();
      const rows = sentences.map(({ length }, i) => starts[i]! + Math.floor(draw * length));
      return tf.gather(features, tf.tensor1d(rows, "int32"));
    },
    dispose: () => features.dispose(),
  };
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
