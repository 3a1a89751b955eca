import { visionTransformer } from "../../encoders/towers/image-tower";
import { tf, type Tensor1D, type Tensor2D } from "../../engine/tf";
import type { Random } from "../../random/random";
import { CONTEXT } from "../text/coop";
import { jointPrompts, type JointMethod, type JointOptions } from "./joint-prompts";
import { linearStart, normalPrompts } from "../text/prompt-start";
import type { Parameters, ParameterValues, Tuner, TunerSetting } from "../tuner";

export interface MapleOptions extends JointOptions {
  /** Blocks of both towers with prompts; depth d has d - 1 deep ones. */
  readonly depth: number;
}

/**
 * MaPLe (Khattak et al. 2023): prompts live on the text side; a linear map per depth makes the visual
 * prompts of them, so both towers learn together.
 */
export function maple(setting: TunerSetting, options: MapleOptions): Tuner {
  return jointPrompts(setting, options, coupledPrompts(setting, options, "maple"));
}

/** MaPLe's prompts: start values and how a step makes both sides' prompts of the parameters. */
export function coupledPrompts(
  { model }: TunerSetting,
  { context, contextSd, depth }: MapleOptions,
  name: string,
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
      normalPrompts(context, textWidth, contextSd, random),
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
    name,
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
