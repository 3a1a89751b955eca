import type { Tensor2D } from "../../engine/tf";
import type { Random } from "../../random/random";
import { countTensors, independentLayout } from "../checkpoint-layout";
import { defineTuner } from "../definition";
import { count, type OptionValues } from "../option";
import { CONTEXT, contextOptions } from "../text/learned-context";
import { normalPrompts } from "../text/prompt-start";
import { trainingOptions } from "../training-options";
import type { Parameters, ParameterValues, TunerSetting } from "../tuner";
import { jointPrompts, type JointMethod } from "./joint-prompts";
import { visualPrompts } from "./visual-prompts";

/** Options of independent prompts on both towers. */
export function ivlpOptions() {
  const { n_ctx, ...start } = contextOptions({ n_ctx: 4, ctx_init: "a photo of a" });
  return {
    n_ctx_text: n_ctx,
    ...start,
    n_ctx_vision: count(4, "learned visual prompts per block", { unit: "prompts" }),
    prompt_depth_text: count(3, "text blocks with prompts; 9 of 12 in ViT-B/16", {
      unit: "blocks",
    }),
    prompt_depth_vision: count(3, "image blocks with prompts; 9 of 12 in ViT-B/16", {
      unit: "blocks",
    }),
  };
}

/** Values of the options of independent prompts. */
export type IvlpOptions = OptionValues<ReturnType<typeof ivlpOptions>>;

/**
 * Independent vision-language prompting (IVLP, the base line of Khattak et al. 2023): deep prompts on
 * both towers with nothing in common, trained with cross-entropy. It is PromptSRC without its
 * regularisers.
 */
export const ivlp = defineTuner({
  name: "ivlp",
  title: "IVLP",
  about: "independent deep prompts on both towers (Khattak et al. 2023)",
  imageInput: "patches",
  tunes: ["names", "images"],
  options: {
    ...trainingOptions({ epochs: 5, batch: 4, learning_rate: 0.0025 }),
    ...ivlpOptions(),
  },
  recipes: {
    icons: { reproduces: "the bundled world", time: "about 35 s" },
    lab: {
      reproduces: "muzairkhattak/PromptSRC, IVLP from base to new",
      time: "1.5 EuroSAT, 2.6 DTD, 95 ImageNet, core-hours",
      options: { epochs: 20, prompt_depth_text: 9, prompt_depth_vision: 9 },
    },
    authors: {
      reproduces: "muzairkhattak/PromptSRC, IVLP from base to new",
      time: "1.5 EuroSAT, 2.6 DTD, 95 ImageNet, core-hours",
      options: { epochs: 20, prompt_depth_text: 9, prompt_depth_vision: 9 },
    },
  },
  checkpoint: independentLayout({
    trainer: "IVLP",
    // The frozen tower of PromptSRC's teacher.
    fits: (tensors) => countTensors(tensors, /ZS_image_encoder/) === 0,
  }),
  make: (setting, options) =>
    jointPrompts(
      setting,
      { ...options, n_ctx: options.n_ctx_text },
      independentPrompts(setting, options),
    ),
});

/** Start values of IVLP's prompts and their place. */
export function independentPrompts(
  { model }: TunerSetting,
  {
    n_ctx_text,
    ctx_std,
    n_ctx_vision,
    prompt_depth_text: depthText,
    prompt_depth_vision: depthVision,
  }: IvlpOptions,
): JointMethod {
  const textWidth = model.textTower.positions.shape[1];
  const ofImages = visualPrompts(model.imageTower, {
    count: n_ctx_vision,
    depth: depthVision,
    sd: ctx_std,
  });
  const deepNames = Array.from({ length: depthText - 1 }, (_, i) => deepText(i + 1));
  return {
    depth: { text: depthText, vision: depthVision },
    init: (random: Random) => {
      const ofText = deepNames.map((at) => [
        at,
        normalPrompts(n_ctx_text, textWidth, ctx_std, random),
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
