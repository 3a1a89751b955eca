import type { Tensor2D } from "../../engine/tf";
import type { Random } from "../../random/random";
import { CONTEXT } from "../text/coop";
import { jointPrompts, type JointMethod, type JointOptions } from "./joint-prompts";
import { normalPrompts } from "../text/prompt-start";
import type { Parameters, ParameterValues, Tuner, TunerSetting } from "../tuner";
import { visualPrompts } from "./visual-prompts";

export interface IvlpOptions extends JointOptions {
  /** Visual prompts per block. */
  readonly visual: number;
  /** Blocks of the text tower with prompts. */
  readonly depthText: number;
  /** Blocks of the image tower with prompts. */
  readonly depthVision: number;
}

/**
 * Independent vision-language prompting (IVLP, the base line of Khattak et al. 2023): deep prompts on
 * both towers with nothing in common, trained with cross-entropy. It is PromptSRC without its
 * regularisers.
 */
export function ivlp(setting: TunerSetting, options: IvlpOptions): Tuner {
  return jointPrompts(setting, options, independentPrompts(setting, options, "ivlp"));
}

/** Start values of IVLP's prompts and their place. */
export function independentPrompts(
  { model }: TunerSetting,
  { context, contextSd, visual, depthText, depthVision }: IvlpOptions,
  name: string,
): JointMethod {
  const textWidth = model.textTower.positions.shape[1];
  const ofImages = visualPrompts(model.imageTower, {
    count: visual,
    depth: depthVision,
    sd: contextSd,
  });
  const deepNames = Array.from({ length: depthText - 1 }, (_, i) => deepText(i + 1));
  return {
    name,
    depth: { text: depthText, vision: depthVision },
    init: (random: Random) => {
      const ofText = deepNames.map((at) => [
        at,
        normalPrompts(context, textWidth, contextSd, random),
      ]);
      return {
        ...(Object.fromEntries(ofText) as Record<string, ParameterValues>),
        ...ofImages.init(random),
      };
    },
    prompts: (parameters: Parameters) => ({
      context: parameters[CONTEXT] as Tensor2D,
      deepText: deepNames.map((at) => parameters[at] as Tensor2D),
      visual: ofImages.of(parameters),
    }),
  };
}

function deepText(block: number): string {
  return `text_encoder.transformer.resblocks.${block}.VPT_shallow`;
}
