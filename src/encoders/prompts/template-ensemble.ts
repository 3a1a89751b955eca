import { tf, type Tensor2D } from "../../engine/tf";
import type { ClipModel } from "../towers/clip-model";
import { rawTemplateFeatures } from "./prompt-templates";
import { unitRows } from "../towers/text-tower";
import type { Tokenizer } from "../tokens/tokenizer";

/**
 * Unit rows of the mean of several templates' features, averaged **before** each is normalised, as
 * PromptSRC's teacher has it (CLIP's own ensemble averages unit features).
 * @param templates prompts with `{}` for the name
 * @returns shape [names, embed]
 */
export function meanTemplateFeatures(
  model: ClipModel,
  tokenizer: Tokenizer,
  names: readonly string[],
  templates: readonly string[],
): Tensor2D {
  return tf.tidy(() => {
    const features = templates.map((template) =>
      rawTemplateFeatures(model, tokenizer, names, template),
    );
    return unitRows(tf.addN(features));
  });
}
