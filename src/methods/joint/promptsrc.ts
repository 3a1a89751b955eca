import { IMAGENET_TEMPLATES } from "../../encoders/prompts/imagenet-templates";
import { meanTemplateFeatures } from "../../encoders/prompts/template-ensemble";
import { tf, type Scalar, type Tensor2D } from "../../engine/tf";
import { cosineLogits } from "../class-loss";
import { gaussianWeights } from "./gaussian-weights";
import { independentPrompts, type IvlpOptions } from "./ivlp";
import { jointPrompts, type JointStep } from "./joint-prompts";
import type { Tuner, TunerSetting } from "../tuner";

export interface PromptSrcOptions extends IvlpOptions {
  /** Weight of the text features' distance from the teacher's. */
  readonly textWeight: number;
  /** Weight of the image features' distance from the frozen tower's. */
  readonly imageWeight: number;
  /** Whether the teacher averages CLIP's 80 ImageNet templates; else it is the data set's own. */
  readonly ensemble: boolean;
  /** Epochs are averaged with Gaussian weights of this mean and deviation; the last alone when null. */
  readonly averaging: { readonly mean: number; readonly sd: number } | null;
}

/**
 * PromptSRC (Khattak et al. 2023, "Self-regulating prompts"): IVLP's prompts held by the frozen CLIP
 * in three ways (equations 3 to 6): mean absolute distances of text and image features, and the
 * Kullback-Leibler divergence from the frozen logits, here as in its code divided by the number of
 * logits; and a Gaussian average of the prompts over epochs (equation 7).
 */
export function promptSrc(setting: TunerSetting, options: PromptSrcOptions): Tuner {
  const { model, tokenizer, classNames, template } = setting;
  const templates = options.ensemble ? IMAGENET_TEMPLATES : [template];
  const teacher = meanTemplateFeatures(model, tokenizer, classNames, templates);
  const { averaging } = options;
  return jointPrompts(setting, options, {
    ...independentPrompts(setting, options, "promptsrc"),
    ...(averaging === null
      ? {}
      : { epochWeights: (epochs: number) => gaussianWeights(epochs, averaging) }),
    terms: ({ images, frozenImages, text, logits }: JointStep) => {
      const zeroShot = cosineLogits(frozenImages, teacher, model.logitScale);
      return {
        scl_text: tf.mul(meanDistance(text, teacher), options.textWeight),
        scl_image: tf.mul(meanDistance(images, frozenImages), options.imageWeight),
        scl_logits: meanDivergence(logits, zeroShot),
      };
    },
    dispose: () => teacher.dispose(),
  });
}

/** Mean absolute difference over all entries. */
function meanDistance(tuned: Tensor2D, frozen: Tensor2D): Scalar {
  return tf.mean(tf.abs(tf.sub(tuned, frozen)));
}

/**
 * KL(frozen || tuned) summed over images, over the number of logits.
 * @param tuned scaled logits, shape [n, classes]
 * @param frozen scaled logits of the same shape
 */
export function meanDivergence(tuned: Tensor2D, frozen: Tensor2D): Scalar {
  const target = tf.logSoftmax(frozen);
  const apart = tf.sub(target, tf.logSoftmax(tuned));
  return tf.mean(tf.mul(tf.exp(target), apart));
}
