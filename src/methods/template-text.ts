import { templateFeatures } from "../encoders/prompts/prompt-templates";
import type { Tensor2D } from "../engine/tf";
import type { TunerSetting } from "./tuner";

/** Unit zero-shot features of some names with the setting's template, the classes by default, [names, embed]. */
export function templateText(
  { model, tokenizer, classNames, template }: TunerSetting,
  names: readonly string[] = classNames,
): Tensor2D {
  return templateFeatures(model, tokenizer, names, template);
}
