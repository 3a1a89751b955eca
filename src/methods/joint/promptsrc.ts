import { IMAGENET_TEMPLATES } from "../../encoders/prompts/imagenet-templates";
import { meanTemplateFeatures } from "../../encoders/prompts/template-ensemble";
import { tf, type Scalar, type Tensor2D } from "../../engine/tf";
import { cosineLogits } from "../class-loss";
import { independentLayout } from "../checkpoint-layout";
import { defineTuner } from "../definition";
import { flag, number } from "../option";
import { trainingOptions } from "../training-options";
import { gaussianWeights } from "./gaussian-weights";
import { independentPrompts, ivlpOptions } from "./ivlp";
import { jointPrompts } from "./joint-prompts";

/** The average that PromptSRC's few-shot recipe names for some data sets: late epochs alone. */
const LATE = { gpa_mean: 45, gpa_std: 5 };

/**
 * PromptSRC (Khattak et al. 2023, "Self-regulating prompts"): IVLP's prompts held by the frozen CLIP
 * in three ways (equations 3 to 6): mean absolute distances of text and image features, and the
 * Kullback-Leibler divergence from the frozen logits, here as in its code divided by the number of
 * logits; and a Gaussian average of the prompts over epochs (equation 7).
 */
export const promptSrc = defineTuner({
  name: "promptsrc",
  title: "PromptSRC",
  about:
    "IVLP, regularised towards frozen CLIP and averaged over epochs (Khattak et al. 2023)",
  imageInput: "patches and features",
  tunes: ["names", "images"],
  options: {
    ...trainingOptions({ epochs: 20, batch: 4, learning_rate: 0.0025 }),
    ...ivlpOptions(),
    text_loss_weight: number(
      25,
      "weight of the text features' distance from the teacher's",
    ),
    image_loss_weight: number(
      10,
      "weight of the image features' distance from the frozen ones",
    ),
    // The bundled CLIP knows few of ImageNet's templates.
    imagenet_teacher: flag(
      false,
      "average CLIP's 80 ImageNet templates in the teacher, in place of the data set's template",
    ),
    gpa_mean: number(15, "epoch of the largest weight in the average", { unit: "epochs" }),
    gpa_std: number(1, "deviation of the average's weights; 0 keeps the last epoch", {
      unit: "epochs",
    }),
  },
  recipes: {
    icons: { reproduces: "the bundled world", time: "about 2 min" },
    lab: {
      reproduces: "CLIP_Calibration's scripts for PromptSRC, its few-shot recipe",
      time: "2.2 EuroSAT, 5.9 DTD, 224 ImageNet, core-hours",
      options: {
        epochs: 50,
        prompt_depth_text: 9,
        prompt_depth_vision: 9,
        imagenet_teacher: true,
        gpa_mean: 30,
        gpa_std: 30,
      },
      on: {
        stanford_cars: LATE,
        oxford_flowers: LATE,
        fgvc_aircraft: LATE,
        dtd: LATE,
        eurosat: LATE,
      },
    },
    authors: {
      reproduces: "muzairkhattak/PromptSRC, base to new",
      time: "not measured",
      options: { prompt_depth_text: 9, prompt_depth_vision: 9, imagenet_teacher: true },
    },
  },
  checkpoint: independentLayout({ trainer: "PromptSRC" }),
  make: (setting, options) => {
    const { model, tokenizer, classNames, template } = setting;
    const templates = options.imagenet_teacher ? IMAGENET_TEMPLATES : [template];
    const teacher = meanTemplateFeatures(model, tokenizer, classNames, templates);
    const { gpa_mean: mean, gpa_std: sd } = options;
    const tuner = jointPrompts(
      setting,
      { ...options, n_ctx: options.n_ctx_text },
      {
        ...independentPrompts(setting, options),
        terms: ({ images, frozenImages, text, logits }) => ({
          scl_text: tf.mul(meanDistance(text, teacher), options.text_loss_weight),
          scl_image: tf.mul(meanDistance(images, frozenImages), options.image_loss_weight),
          scl_logits: meanDivergence(
            logits,
            cosineLogits(frozenImages, teacher, model.logitScale),
          ),
        }),
        owns: [teacher],
      },
    );
    if (sd === 0) return tuner;
    const epochWeights = (epochs: number): readonly number[] =>
      gaussianWeights(epochs, { mean, sd });
    return { ...tuner, training: { epochWeights } };
  },
});

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
