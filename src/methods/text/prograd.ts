import { tf, type Scalar, type Tensor2D } from "../../engine/tf";
import { mismatch } from "../../errors/promptcal-error";
import { cosineLogits } from "../class-loss";
import { textTuner } from "../cosine-tuner";
import { hasKgcoopBuffers, learnerLayout } from "../checkpoint-layout";
import { defineTuner } from "../definition";
import { number } from "../option";
import { templateText } from "../template-text";
import { trainingOptions } from "../training-options";
import type { TunerFunctions, TunerSetting } from "../tuner";
import { sharedContext } from "./context-text";
import {
  CONTEXT,
  contextOptions,
  contextSide,
  contextStart,
  wordRows,
  type ContextOptions,
} from "./learned-context";
import { projectGradient } from "./project-gradient";
import { startWords } from "./start-words";

/**
 * ProGrad (Zhu et al. 2023): CoOp whose gradient may not go against that of the distillation loss
 * T^2 * mean_i H(softmax(z_i / T), softmax(l_i / T)), z zero-shot logits with the setting's template.
 * Initial words take the last rows of the context, counted by blanks as in the reference code; rows
 * before them start at zero, and tokens beyond that count stay in the prompt, in front of the name.
 * A regulariser's term belongs to the loss that is projected.
 */
export const prograd = defineTuner({
  name: "prograd",
  title: "ProGrad",
  about:
    "CoOp, with gradients projected so that they do not conflict with zero-shot CLIP (Zhu et al. 2023)",
  imageInput: "features",
  tunes: ["names"],
  options: {
    ...trainingOptions(),
    ...contextOptions({ n_ctx: 16, ctx_init: "a photo of a" }),
    lambda: number(
      1,
      "share of a conflicting gradient component that is removed; 1 removes all of it",
      {
        symbol: "λ",
        reference: "LOSS.LAMBDA",
      },
    ),
    t: number(1, "temperature of the distillation loss", { reference: "LOSS.T" }),
  },
  recipes: {
    icons: { reproduces: "the bundled world", time: "about 20 s" },
    lab: {
      reproduces: "CLIP_Calibration's scripts for ProGrad",
      time: "0.8 EuroSAT, 4.7 DTD, 142 ImageNet, core-hours",
      options: { epochs: 100 },
    },
    authors: {
      reproduces: "BeierZhu/Prompt-align, base to new",
      time: "0.8 EuroSAT, 4.7 DTD, 142 ImageNet, core-hours",
      options: { epochs: 100 },
    },
  },
  checkpoint: learnerLayout({
    trainer: "ProGrad",
    fits: (tensors) => !hasKgcoopBuffers(tensors),
    words: "padded",
  }),
  make: (setting, options) => {
    const { lambda, t } = options;
    const { init, lead } = contextWords(setting, options);
    const teacher = templateText(setting);
    const context = contextSide(setting, sharedContext(setting, options.n_ctx, lead), init);
    const tuner = textTuner(setting, {
      ...context,
      owns: [...(context.owns ?? []), teacher],
    });
    return {
      ...tuner,
      training: {
        guide: {
          loss: (parameters, batch) => {
            const { logits } = tuner.loss(parameters, batch, []);
            const scale = setting.model.logitScale;
            const zeroShot = cosineLogits(batch.images as Tensor2D, teacher, scale);
            return distillation(logits, zeroShot, t);
          },
          correct: (gradient, guide) => projectGradient(gradient, guide, lambda),
        },
      },
    };
  },
});

/** T^2 times the mean cross-entropy of softened predictions with a teacher's. */
function distillation(logits: Tensor2D, teacher: Tensor2D, temperature: number): Scalar {
  const target = tf.softmax(tf.div(teacher, temperature));
  const predicted = tf.logSoftmax(tf.div(logits, temperature));
  const each = tf.neg(tf.sum(tf.mul(target, predicted), 1));
  return tf.mul(tf.mean(each), temperature ** 2);
}

/**
 * Start of the context, and the words that stay between it and the name.
 * @throws PromptcalError if the context is shorter than the words
 */
function contextWords(
  setting: TunerSetting,
  options: ContextOptions,
): { readonly init: TunerFunctions["init"]; readonly lead: readonly number[] } {
  const { n_ctx, ctx_init } = options;
  if (ctx_init === null) return { init: contextStart(setting, options), lead: [] };
  const { ids, lead } = startWords(setting.tokenizer, ctx_init);
  const words = ids.length;
  if (n_ctx < words) {
    throw mismatch({
      what: "option n_ctx",
      expected: `at least ${words}, the words of "${ctx_init}"`,
      got: String(n_ctx),
    });
  }
  const rows = wordRows(setting.model.textTower, ids);
  const width = rows.shape[1]!;
  return {
    lead,
    init: () => {
      const data = new Float32Array(n_ctx * width);
      data.set(rows.data, (n_ctx - words) * width);
      return { [CONTEXT]: { shape: [n_ctx, width], data } };
    },
  };
}
