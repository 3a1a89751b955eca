import { readClassDescriptions } from "../../datasets/class-descriptions";
import { tf, type Tensor2D } from "../../engine/tf";
import { AUGMENTATIONS } from "../../images/augmentations";
import { seededRandom, type Random } from "../../random/random";
import { defineTuner } from "../definition";
import { choice, count, number, textOrNull, type OptionValues } from "../option";
import { templateText } from "../template-text";
import { anchorLoss } from "../text/anchor-loss";
import { linearStart } from "../text/prompt-start";
import { trainingOptions } from "../training-options";
import {
  FIRST_STEP,
  type ParameterValues,
  type TrainingStep,
  type TunerFunctions,
  type TunerSetting,
} from "../tuner";
import { jointPrompts, type JointMethod } from "./joint-prompts";
import { coupledPrompts, mapleOptions } from "./maple";

const OPTIONS = {
  ...mapleOptions(),
  w: number(1, "weight of the consistency terms"),
  text_ratio: number(0.2, "share of the adapter in text features"),
  image_ratio: number(0.1, "share of the adapter in image features"),
  reduction: count(4, "factor by which an adapter's hidden layer is narrower"),
  descriptions: textOrNull(
    null,
    "JSON file of sentences for each class; the data set's template when null",
  ),
  augmentation: choice(
    "coop",
    AUGMENTATIONS,
    "augmentation of views; with randaugment, the tuned and the frozen tower get different views",
  ),
};

type CoPromptOptions = OptionValues<typeof OPTIONS>;

/**
 * CoPrompt (Roy and Etemad 2024): MaPLe's prompts, an adapter on each tower, and
 * w * (1 - cos(text, frozen text) + 1 - cos(image, frozen image)), means over classes and images.
 * The frozen text is one of each class's descriptions, drawn per step (as its authors draw: with equally
 * many for each class, the same of all), or the data set's template where there are none. The frozen
 * image is what stands behind the patches: with RandAugment, another view than theirs.
 */
export const coPrompt = defineTuner({
  name: "coprompt",
  title: "CoPrompt",
  about: "MaPLe with adapters and a consistency loss to frozen CLIP (Roy and Etemad 2024)",
  imageInput: "patches and features",
  tunes: ["names", "images"],
  options: {
    ...trainingOptions({ epochs: 8, batch: 4, learning_rate: 0.0035 }),
    ...OPTIONS,
  },
  recipes: {
    icons: { reproduces: "the bundled world", time: "about 2 min" },
    lab: {
      reproduces: "ShuvenduRoy/CoPrompt, base to new, with the data set's template",
      time: "1.3 EuroSAT, 1.4 DTD, 47 ImageNet, core-hours",
      options: { prompt_depth: 9, augmentation: "randaugment" },
    },
    authors: {
      reproduces: "ShuvenduRoy/CoPrompt, base to new; its descriptions are a file",
      time: "1.3 EuroSAT, 1.4 DTD, 47 ImageNet, core-hours",
      options: { prompt_depth: 9, augmentation: "randaugment" },
    },
  },
  make: makeCoPrompt,
});

/** CoPrompt of a setting. @throws PromptcalError where a class has no description in the file */
function makeCoPrompt(setting: TunerSetting, options: CoPromptOptions): TunerFunctions {
  const { model } = setting;
  const { w, text_ratio: textRatio, image_ratio: imageRatio, reduction } = options;
  const embed = model.architecture.embed_dim;
  const frozenText = frozenTexts(setting, options.descriptions);
  const prompts = coupledPrompts(setting, options);
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
    terms: ({ images, frozenImages, text, batch }) => ({
      consistency_text: tf.mul(
        anchorLoss(text, frozenText.at(batch.step ?? FIRST_STEP)),
        w,
      ),
      consistency_image: tf.mul(anchorLoss(images, frozenImages), w),
    }),
    owns: [frozenText],
  };
  return jointPrompts(setting, options, method);
}

interface FrozenTexts {
  /** Unit features of a step, shape [classes, embed]. */
  at(step: TrainingStep): Tensor2D;
  dispose(): void;
}

/** Frozen features of the classes' descriptions, encoded once; without any, of the template. */
function frozenTexts(setting: TunerSetting, file: string | null): FrozenTexts {
  if (file === null) {
    const features = templateText(setting);
    return { at: () => features, dispose: () => features.dispose() };
  }
  const { classNames } = setting;
  const descriptions = readClassDescriptions(file, classNames);
  const sentences = classNames.map((name) => descriptions.get(name)!);
  let count = 0;
  const starts = sentences.map(({ length }) => (count += length) - length);
  const features = templateText({ ...setting, template: "{}" }, sentences.flat());
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
