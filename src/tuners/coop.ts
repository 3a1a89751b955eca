import { promptedText } from "../encoders/prompted-text";
import { unitRows } from "../encoders/text-tower";
import { tf, type Scalar, type Tensor2D } from "../engine/tf";
import { mismatch } from "../numeric/errors";
import { randomNormal, type Random } from "../numeric/random";
import { classLoss, cosineLogits } from "./class-loss";
import { NameTable } from "./name-table";
import type { Parameters, ParameterValues, Tuner, TunerSetting } from "./tuner";

export interface CoopOptions {
  /** Number of learned context tokens in front of the name. */
  readonly context: number;
  /** Start from the embeddings of these words; at random when null. */
  readonly contextWords: string | null;
  /** Standard deviation of the random start. */
  readonly contextSd: number;
}

/** Further parts of a method's loss on the tuned features of its classes, weighted. */
export type ClassTerms = (text: Tensor2D) => Readonly<Record<string, Scalar>>;

/** Name of the learned context, as in the reference code. */
export const CONTEXT = "prompt_learner.ctx";

/**
 * CoOp (Zhou et al. 2022): one learned context for all classes, class token at the end,
 * `[start] v_1 ... v_M name . [end]`, trained with cross-entropy through the frozen text tower.
 * @param terms what a descendant of CoOp adds to the loss
 * @throws PromptcalError if the words have another number of tokens than `context`
 */
export function coop(
  { model, tokenizer, classNames }: TunerSetting,
  { context, contextWords, contextSd }: CoopOptions,
  name = "coop",
  terms: ClassTerms = () => ({}),
): Tuner {
  const words = contextWords === null ? undefined : tokenizer.encode(contextWords);
  if (words !== undefined && words.length !== context) {
    throw mismatch({
      what: "option context",
      expected: `${words.length}, the tokens of "${contextWords}"`,
      got: String(context),
      fix: "set context to it, or context_words to null",
    });
  }
  const text = promptedText(model.textTower, [tokenizer.start], context);
  const table = new NameTable(text, tokenizer);
  table.add(classNames);

  function init(random: Random): Readonly<Record<string, ParameterValues>> {
    const shape = [context, text.width];
    if (words === undefined) {
      const data = randomNormal(context * text.width, contextSd, random);
      return { [CONTEXT]: { shape, data } };
    }
    const embedded = text.embed(words);
    const data = embedded.dataSync<"float32">().slice();
    embedded.dispose();
    return { [CONTEXT]: { shape, data } };
  }

  function textFeatures(parameters: Parameters, names: readonly string[]): Tensor2D {
    return tf.tidy(() =>
      unitRows(text.features(parameters[CONTEXT] as Tensor2D, table.rows(names))),
    );
  }

  return {
    name,
    init,
    prepare: (names) => table.add(names),
    textFeatures,
    logits: (parameters, images, names) =>
      tf.tidy(() =>
        cosineLogits(images, textFeatures(parameters, names), model.logitScale),
      ),
    loss: (parameters, batch, textTerms) => {
      const groups = [classNames, ...textTerms.map(({ names }) => names)];
      const all = textFeatures(parameters, groups.flat());
      const [ofClasses, ...ofTerms] = splitRows(
        all,
        groups.map(({ length }) => length),
      );
      const further = textTerms.map(
        (term, i) => [term.name, term.loss(ofTerms[i]!)] as const,
      );
      return classLoss(batch, ofClasses!, model.logitScale, {
        ...terms(ofClasses!),
        ...Object.fromEntries(further),
      });
    },
    dispose: () => {
      table.dispose();
      text.dispose();
    },
  };
}

function splitRows(x: Tensor2D, counts: readonly number[]): Tensor2D[] {
  return counts.length === 1 ? [x] : tf.split(x, [...counts], 0);
}
