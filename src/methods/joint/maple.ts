import { visionTransformer } from "../../encoders/towers/image-tower";
import { tf, type Tensor1D, type Tensor2D } from "../../engine/tf";
import type { Random } from "../../random/random";
import { countTensors, savedContextLength } from "../checkpoint-layout";
import { defineTuner } from "../definition";
import { count, type OptionValues } from "../option";
import { CONTEXT, contextOptions } from "../text/learned-context";
import { linearStart, normalPrompts } from "../text/prompt-start";
import { trainingOptions } from "../training-options";
import type { Parameters, ParameterValues, TunerSetting } from "../tuner";
import { jointPrompts, type JointMethod } from "./joint-prompts";

/** Options of MaPLe's prompts. */
export function mapleOptions() {
  return {
    ...contextOptions({ n_ctx: 2, ctx_init: "a photo of a" }),
    prompt_depth: count(3, "blocks of both towers with prompts; 9 of 12 in ViT-B/16", {
      unit: "blocks",
    }),
  };
}

type MapleOptions = OptionValues<ReturnType<typeof mapleOptions>>;

/**
 * MaPLe (Khattak et al. 2023): prompts live on the text side; a linear map per depth makes the visual
 * prompts of them, so both towers learn together.
 */
export const maple = defineTuner({
  name: "maple",
  title: "MaPLe",
  about: "deep prompts on both towers, coupled by linear maps (Khattak et al. 2023)",
  imageInput: "patches",
  tunes: ["names", "images"],
  options: {
    ...trainingOptions({ epochs: 5, batch: 4, learning_rate: 0.0035 }),
    ...mapleOptions(),
  },
  recipes: {
    icons: { reproduces: "the bundled world", time: "about 40 s" },
    lab: {
      reproduces: "CLIP_Calibration's scripts for MaPLe, which start at random",
      time: "1.1 EuroSAT, 0.8 DTD, 29 ImageNet, core-hours",
      options: { prompt_depth: 9, ctx_init: null },
    },
    authors: {
      reproduces: "muzairkhattak/multimodal-prompt-learning, base to new",
      time: "1.1 EuroSAT, 0.8 DTD, 29 ImageNet, core-hours",
      options: { prompt_depth: 9 },
    },
  },
  checkpoint: {
    trainer: "MaPLe",
    model: "MultiModalPromptLearner",
    wholeModel: true,
    parts: "coupled prompts",
    options: (tensors) => ({
      n_ctx: savedContextLength(tensors),
      prompt_depth:
        1 + countTensors(tensors, /^prompt_learner\.compound_prompts_text\.\d+$/),
    }),
    unsaid: ["ctx_init"],
    words: "cut",
  },
  make: (setting, options) =>
    jointPrompts(setting, options, coupledPrompts(setting, options)),
});

/** MaPLe's prompts: start values and how a step makes both sides' prompts of the parameters. */
export function coupledPrompts(
  { model }: TunerSetting,
  { n_ctx, ctx_std, prompt_depth: depth }: MapleOptions,
): JointMethod {
  const textWidth = model.textTower.positions.shape[1];
  const visionWidth = visionTransformer(model.imageTower).positions.shape[1];
  const deep = Array.from({ length: depth - 1 }, (_, i) => i);

  function init(random: Random): Readonly<Record<string, ParameterValues>> {
    const named = (
      at: string,
      { weight, bias }: ReturnType<typeof linearStart>,
    ): Record<string, ParameterValues> => ({
      [`${at}.weight`]: weight,
      [`${at}.bias`]: bias,
    });
    const shallow = linearStart(textWidth, visionWidth, random);
    const prompts = deep.map((i) => [
      deepPrompt(i),
      normalPrompts(n_ctx, textWidth, ctx_std, random),
    ]);
    // The reference clones one map for all depths.
    const first = linearStart(textWidth, visionWidth, random);
    return {
      ...named(SHALLOW_MAP, shallow),
      ...(Object.fromEntries(prompts) as Record<string, ParameterValues>),
      ...Object.assign({}, ...deep.map((i) => named(deepMap(i), first))),
    };
  }

  return {
    depth: { text: depth, vision: depth },
    init,
    prompts: (parameters) => {
      const shallow = parameters[CONTEXT] as Tensor2D;
      const deepText = deep.map((i) => parameters[deepPrompt(i)] as Tensor2D);
      return {
        context: shallow,
        deepText,
        visual: [
          mapped(shallow, SHALLOW_MAP, parameters),
          ...deepText.map((prompt, i) => mapped(prompt, deepMap(i), parameters)),
        ],
      };
    },
  };
}

const SHALLOW_MAP = "prompt_learner.proj";

function deepPrompt(index: number): string {
  return `prompt_learner.compound_prompts_text.${index}`;
}

function deepMap(index: number): string {
  return `prompt_learner.compound_prompt_projections.${index}`;
}

/** Weights as in PyTorch, stored [out, in]. */
function mapped(prompt: Tensor2D, at: string, parameters: Parameters): Tensor2D {
  const weight = parameters[`${at}.weight`] as Tensor2D;
  const bias = parameters[`${at}.bias`] as Tensor1D;
  return tf.add(tf.matMul(prompt, weight, false, true), bias);
}
