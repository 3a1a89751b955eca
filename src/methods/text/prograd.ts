import { handWrittenFeatures } from "../../encoders/prompts/prompt-templates";
import { tf, type Scalar, type Tensor2D } from "../../engine/tf";
import { mismatch } from "../../errors/promptcal-error";
import { cosineLogits } from "../class-loss";
import { sharedContext } from "./context-text";
import { CONTEXT, coop, wordRows, type CoopOptions } from "./coop";
import { startWords } from "./start-words";
import type { Tuner, TunerSetting } from "../tuner";

export interface ProgradOptions extends Pick<
  CoopOptions,
  "context" | "contextWords" | "contextSd"
> {
  /** How much of a conflicting component is taken out of the gradient; 1 is all of it. */
  readonly strength: number;
  /** T of the distillation loss. */
  readonly temperature: number;
}

/**
 * ProGrad (Zhu et al. 2023): CoOp whose gradient may not go against that of the distillation loss
 * T^2 * mean_i H(softmax(z_i / T), softmax(l_i / T)), z zero-shot logits with the setting's template.
 * Initial words take the last rows of the context, counted by blanks as in the reference code; rows
 * before them start at zero, and tokens beyond that count stay in the prompt, in front of the name.
 * A regulariser's term belongs to the loss that is projected.
 * @throws PromptcalError if the context is shorter than the words
 */
export function prograd(setting: TunerSetting, options: ProgradOptions): Tuner {
  const { model, tokenizer, classNames, template } = setting;
  const { strength, temperature } = options;
  const words = wordStart(setting, options);
  const teacher = handWrittenFeatures(model, tokenizer, classNames, template);
  const inner = coop(
    setting,
    words === undefined ? options : { ...options, contextWords: null },
    {
      name: "prograd",
      text: sharedContext(setting, options.context, words?.lead),
      ...(words === undefined ? {} : { start: words.start }),
    },
  );
  return {
    ...inner,
    loss: (parameters, batch, terms) => {
      const step = inner.loss(parameters, batch, terms);
      const zeroShot = cosineLogits(batch.images as Tensor2D, teacher, model.logitScale);
      const loss = distillation(step.logits, zeroShot, temperature);
      return { ...step, guide: { loss, strength } };
    },
    dispose: () => {
      teacher.dispose();
      inner.dispose();
    },
  };
}

/** T^2 times the mean cross-entropy of softened predictions with a teacher's. */
function distillation(logits: Tensor2D, teacher: Tensor2D, temperature: number): Scalar {
  const target = tf.softmax(tf.div(teacher, temperature));
  const predicted = tf.logSoftmax(tf.div(logits, temperature));
  const each = tf.neg(tf.sum(tf.mul(target, predicted), 1));
  return tf.mul(tf.mean(each), temperature ** 2);
}

function wordStart(
  { model, tokenizer }: TunerSetting,
  { context, contextWords }: ProgradOptions,
): { readonly start: Tuner["init"]; readonly lead: readonly number[] } | undefined {
  if (contextWords === null) return undefined;
  const { ids, lead } = startWords(tokenizer, contextWords);
  const count = ids.length;
  if (context < count) {
    throw mismatch({
      what: "option context",
      expected: `at least ${count}, the words of "${contextWords}"`,
      got: String(context),
    });
  }
  const rows = wordRows(model.textTower, ids);
  const width = rows.shape[1]!;
  return {
    lead,
    start: () => {
      const data = new Float32Array(context * width);
      data.set(rows.data, (context - count) * width);
      return { [CONTEXT]: { shape: [context, width], data } };
    },
  };
}
