import { handWrittenFeatures } from "../../encoders/prompts/prompt-templates";
import { tf } from "../../engine/tf";
import { anchorLoss } from "./anchor-loss";
import { coop, type CoopOptions } from "./coop";
import type { Tuner, TunerSetting } from "../tuner";

export interface KgcoopOptions extends CoopOptions {
  /** Weight of the pull towards the zero-shot features. */
  readonly weight: number;
}

/**
 * KgCoOp (Yao et al. 2023): CoOp plus weight * (1 - mean_c cos(t_c, f_c)), where f_c is the
 * zero-shot feature of base class c with the data set's own template.
 */
export function kgcoop(setting: TunerSetting, options: KgcoopOptions): Tuner {
  const { model, tokenizer, classNames, template } = setting;
  const frozen = handWrittenFeatures(model, tokenizer, classNames, template);
  const inner = coop(setting, options, {
    name: "kgcoop",
    terms: (text) => ({ kgcoop: tf.mul(anchorLoss(text, frozen), options.weight) }),
  });
  return {
    ...inner,
    dispose: () => {
      frozen.dispose();
      inner.dispose();
    },
  };
}
