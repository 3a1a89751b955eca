import { unitRows } from "../../encoders/towers/text-tower";
import { tf, type Scalar, type Tensor2D } from "../../engine/tf";
import { mismatch } from "../../errors/promptcal-error";
import { randomNormal } from "../../random/random";
import { classLoss, cosineLogits, sharedPass } from "../class-loss";
import { placedContext, sharedContext } from "./context-text";
import type { ClassTokenPlace, ContextText } from "./context-text";
import { tunedText } from "../frozen-images";
import type { Parameters, ParameterValues, Tuner, TunerSetting } from "../tuner";

export interface CoopOptions {
  /** Number of learned context tokens. */
  readonly context: number;
  /** Start from the embeddings of these words; at random when null. */
  readonly contextWords: string | null;
  /** Standard deviation of the random start. */
  readonly contextSd: number;
  /** Where the class name stands; `end` when left out. */
  readonly classToken?: ClassTokenPlace;
  /** A context per class in place of one for all; false when left out. */
  readonly classSpecific?: boolean;
}

/** What a descendant of CoOp changes. */
export interface CoopChanges {
  readonly name?: string;
  /** Further parts of the loss on the tuned features of the classes, weighted. */
  readonly terms?: (text: Tensor2D) => Readonly<Record<string, Scalar>>;
  /** Another text branch or start. */
  readonly text?: ContextText;
  readonly start?: Tuner["init"];
}

/** Name of the learned context, as in the reference code. */
export const CONTEXT = "prompt_learner.ctx";

/**
 * CoOp (Zhou et al. 2022): a learned context, `[start] v_1 ... v_M name . [end]` by default, trained
 * with cross-entropy through the frozen text tower.
 * @throws PromptcalError if the words have another number of tokens than `context`, or are given with
 *   class-specific contexts, which start at random
 */
export function coop(
  setting: TunerSetting,
  options: CoopOptions,
  {
    name = "coop",
    terms = () => ({}),
    start = contextStart(setting, options),
    text = contextText(setting, options),
  }: CoopChanges = {},
): Tuner {
  const { model, classNames } = setting;
  text.add(classNames);

  function textFeatures(parameters: Parameters, names: readonly string[]): Tensor2D {
    return tf.tidy(() => unitRows(text.features(parameters[CONTEXT]!, names)));
  }

  return {
    name,
    ...tunedText(textFeatures, model.logitScale),
    init: start,
    prepare: (names) => text.add(names),
    loss: (parameters, batch, textTerms) => {
      const pass = sharedPass(classNames, textTerms, (names) =>
        textFeatures(parameters, names),
      );
      const logits = cosineLogits(batch.images as Tensor2D, pass.text, model.logitScale);
      return classLoss(batch, logits, pass.text, { ...terms(pass.text), ...pass.losses });
    },
    dispose: () => text.dispose(),
  };
}

function contextText(
  setting: TunerSetting,
  { context, classToken = "end", classSpecific = false }: CoopOptions,
): ContextText {
  return classToken === "end" && !classSpecific
    ? sharedContext(setting, context)
    : placedContext(setting, classToken, classSpecific);
}

/** Start of a context: words, or normally distributed rows. */
export function contextStart(
  { model, tokenizer, classNames }: TunerSetting,
  { context, contextWords, contextSd, classSpecific = false }: CoopOptions,
): Tuner["init"] {
  const width = model.textTower.positions.shape[1];
  if (contextWords === null) {
    const shape = classSpecific ? [classNames.length, context, width] : [context, width];
    return (random) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return { [CONTEXT]: { shape, data: randomNormal(size, contextSd, random) } };
    };
  }
  const words = tokenizer.encode(contextWords);
  if (words.length !== context) {
    throw mismatch({
      what: "option context",
      expected: `${words.length}, the tokens of "${contextWords}"`,
      got: String(context),
      fix: "set context to it, or context_words to null",
    });
  }
  if (classSpecific) {
    throw mismatch({
      what: "option context_words with class_specific",
      expected: "null",
      got: `"${contextWords}"`,
    });
  }
  return () => ({ [CONTEXT]: wordRows(model.textTower, words) });
}

/** Token embeddings of some ids, without positions, in host memory. */
export function wordRows(
  { embedding }: TunerSetting["model"]["textTower"],
  ids: readonly number[],
): ParameterValues {
  const rows = tf.tidy(() => tf.gather(embedding, tf.tensor1d([...ids], "int32")));
  const data = rows.dataSync<"float32">().slice();
  rows.dispose();
  return { shape: [ids.length, embedding.shape[1]], data };
}
