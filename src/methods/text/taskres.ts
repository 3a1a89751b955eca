import {
  rawTemplateFeatures,
  templateParts,
} from "../../encoders/prompts/prompt-templates";
import { tokenPromptFeatures } from "../../encoders/prompts/token-prompts";
import { unitRows } from "../../encoders/towers/text-tower";
import { tf, type Tensor2D } from "../../engine/tf";
import { textTuner } from "../cosine-tuner";
import { defineTuner } from "../definition";
import { flag, number, type OptionValues } from "../option";
import { trainingOptions } from "../training-options";
import type { Parameters, TunerFunctions, TunerSetting } from "../tuner";
import { frozenText } from "./frozen-text";

const OPTIONS = {
  residual_scale: number(0.5, "alpha: weight of the residual"),
  verbatim_names: flag(false, "keep underscores of names, as the reference code does"),
};

const RESIDUALS = "prompt_learner.text_feature_residuals";

/**
 * TaskRes (Yu et al. 2023): t_c + alpha * x_c with a free residual x_c per class, added to the
 * **unnormalised** text feature of the template prompt. Names that are no class have no residual.
 */
export const taskres = defineTuner({
  name: "taskres",
  title: "TaskRes",
  about: "a learned residual added to each class's text feature (Yu et al. 2023)",
  imageInput: "features",
  tunes: ["classes"],
  options: {
    ...trainingOptions({ optimizer: "adam", learning_rate: 0.0002, batch: 256 }),
    ...OPTIONS,
  },
  recipes: {
    icons: { reproduces: "the bundled world", time: "about 3 s" },
    lab: {
      reproduces: "CLIP_Calibration's scripts for TaskRes",
      time: "1.9 EuroSAT, 6.0 DTD, 185 ImageNet, core-hours",
      options: { epochs: 200, verbatim_names: true },
    },
    authors: {
      reproduces: "geekyutao/TaskRes, 16 shots",
      time: "not measured",
      options: { epochs: 200, learning_rate: 0.002, verbatim_names: true },
      on: {
        imagenet: { learning_rate: 0.0002 },
        oxford_flowers: { residual_scale: 1 },
      },
    },
  },
  make: (setting, options) => makeTaskres(setting, options),
});

function makeTaskres(
  setting: TunerSetting,
  { residual_scale: scale, verbatim_names: verbatim }: OptionValues<typeof OPTIONS>,
): TunerFunctions {
  const { model, tokenizer, classNames, template } = setting;
  const encode = (names: readonly string[]): Tensor2D => {
    if (!verbatim) return rawTemplateFeatures(model, tokenizer, names, template);
    const [front, back] = templateParts(template);
    const prompts = names.map((name) => [
      tokenizer.start,
      ...tokenizer.encode(`${front}${name}${back}`),
      tokenizer.end,
    ]);
    return tokenPromptFeatures(model.textTower, prompts);
  };
  const frozen = frozenText(classNames, encode);

  function textFeatures(parameters: Parameters, names: readonly string[]): Tensor2D {
    return tf.tidy(() => {
      // One row per name: 1 at its class, all 0 for a name that is none.
      const chosen = tf.oneHot(
        tf.tensor1d(
          names.map((name) => classNames.indexOf(name)),
          "int32",
        ),
        classNames.length,
      ) as Tensor2D;
      const residual: Tensor2D = tf.matMul(
        tf.cast(chosen, "float32"),
        parameters[RESIDUALS] as Tensor2D,
      );
      return unitRows(tf.add(frozen.features(names), tf.mul(residual, scale)));
    });
  }

  return textTuner(setting, {
    init: () => {
      const shape = [classNames.length, model.architecture.embed_dim] as const;
      return { [RESIDUALS]: { shape, data: new Float32Array(shape[0] * shape[1]) } };
    },
    prepare: frozen.add,
    textFeatures,
  });
}
