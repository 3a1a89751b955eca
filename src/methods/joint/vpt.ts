import { checkDepth, promptedImageFeatures } from "../../encoders/prompts/deep-image";
import { handWrittenFeatures } from "../../encoders/prompts/prompt-templates";
import { visionTransformer } from "../../encoders/towers/image-tower";
import { unitRows } from "../../encoders/towers/text-tower";
import { tf, type Tensor, type Tensor2D } from "../../engine/tf";
import { classLoss, cosineLogits, sharedPass } from "../class-loss";
import { patchRows } from "./patches";
import type { Parameters, Tuner, TunerSetting } from "../tuner";
import { visualPrompts } from "./visual-prompts";

export interface VptOptions {
  /** Visual prompts per block. */
  readonly visual: number;
  /** Blocks with prompts: 1 is VPT shallow, more is VPT deep. */
  readonly depth: number;
  /** Standard deviation of the random start. */
  readonly contextSd: number;
  /** Words in front of the name on the frozen text side; the data set's template when null. */
  readonly contextWords: string | null;
}

/**
 * Visual prompt tuning (VPT, Jia et al. 2022) of CLIP as MaPLe's code has it: learned rows behind the
 * patches, shallow or in every block up to a depth; text is frozen.
 * @throws PromptcalError if the depth exceeds the tower's blocks
 */
export function vpt(
  { model, tokenizer, classNames, template }: TunerSetting,
  { visual, depth, contextSd, contextWords }: VptOptions,
): Tuner {
  const { logitScale } = model;
  const imageTower = visionTransformer(model.imageTower);
  checkDepth("visual prompts", depth, imageTower.blocks.length);
  const prompts = visualPrompts(imageTower, { count: visual, depth, sd: contextSd });
  const words = contextWords === null ? template : `${contextWords} {}.`;
  const written = (names: readonly string[]): Tensor2D =>
    handWrittenFeatures(model, tokenizer, names, words);
  const ofClasses = written(classNames);
  const textFeatures = (names: readonly string[]): Tensor2D =>
    names.length === classNames.length && names.every((name, i) => name === classNames[i])
      ? ofClasses.clone()
      : written(names);

  function imageFeatures(parameters: Parameters, images: Tensor): Tensor2D {
    return tf.tidy(() => {
      const rows = prompts.of(parameters);
      return unitRows(
        promptedImageFeatures(imageTower, patchRows(imageTower, images), rows),
      );
    });
  }

  return {
    name: "vpt",
    sees: "patches",
    cosineScale: logitScale,
    init: prompts.init,
    prepare: () => undefined,
    textFeatures: (_, names) => textFeatures(names),
    imageFeatures,
    logits: (parameters, images, names) =>
      tf.tidy(() => {
        const features = imageFeatures(parameters, images);
        return cosineLogits(features, textFeatures(names), logitScale);
      }),
    loss: (parameters, batch, terms) => {
      const images = imageFeatures(parameters, batch.images);
      const { text, losses } = sharedPass(classNames, terms, textFeatures);
      return classLoss(batch, cosineLogits(images, text, logitScale), text, losses);
    },
    dispose: () => ofClasses.dispose(),
  };
}
