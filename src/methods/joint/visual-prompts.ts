import { visionTransformer, type ImageTower } from "../../encoders/towers/image-tower";
import type { Tensor2D } from "../../engine/tf";
import type { Random } from "../../random/random";
import { normalPrompts } from "../text/prompt-start";
import type { Parameters, ParameterValues } from "../tuner";

export interface VisualPromptSizes {
  /** Prompts per block. */
  readonly count: number;
  /** Blocks with prompts: 1 is shallow. */
  readonly depth: number;
  /** Standard deviation of the random start. */
  readonly sd: number;
}

/** Visual prompts that are parameters themselves, under the reference's names. */
export interface VisualPrompts {
  init(random: Random): Readonly<Record<string, ParameterValues>>;
  /** As `promptedImageFeatures` takes them. */
  of(parameters: Parameters): readonly Tensor2D[];
}

/** Names and start values of visual prompts (VPT, Jia et al. 2022), for VPT, IVLP and PromptSRC. */
export function visualPrompts(
  tower: ImageTower,
  { count, depth, sd }: VisualPromptSizes,
): VisualPrompts {
  const width = visionTransformer(tower).positions.shape[1];
  const names = Array.from({ length: depth }, (_, block) =>
    block === 0
      ? "image_encoder.VPT"
      : `image_encoder.transformer.resblocks.${block}.VPT_shallow`,
  );
  return {
    init: (random) =>
      Object.fromEntries(
        names.map((name) => [name, normalPrompts(count, width, sd, random)]),
      ),
    of: (parameters) => names.map((name) => parameters[name] as Tensor2D),
  };
}
