import { unitRows } from "../../encoders/towers/text-tower";
import { tf, type Scalar, type Tensor2D } from "../../engine/tf";
import { mismatch } from "../../errors/promptcal-error";
import { randomNormal } from "../../random/random";
import { classLoss, cosineLogits, sharedPass } from "../class-loss";
import { placedContext, sharedContext } from "./context-text";
import type { ClassTokenPlace, ContextText } from "./context-text";
import { tunedText } from "../frozen-images";
import { contextLength, startWords } from "./start-words";
import type { Parameters, ParameterValues, Tuner, TunerSetting } from "../tuner";

export interface CoopOptions {
  /** Number of learned context tokens, unless words decide it. */
  readonly context: number;
  /** Start from the embeddings of these words, a token for each; at random when null. */
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
 * @throws PromptcalError if words are given with class-specific contexts, which start at random
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

/** The text branch of a context; tokens of its words that are not learned stay in front of each name. */
export function contextText(
  setting: TunerSetting,
  { classToken = "end", classSpecific = false, ...options }: CoopOptions,
): ContextText {
  const { contextWords } = options;
  const lead =
    contextWords === null ? [] : startWords(setting.tokenizer, contextWords).lead;
  return classToken === "end" && !classSpecific
    ? sharedContext(setting, contextLength(options), lead)
    : placedContext(setting, classToken, classSpecific, lead);
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
  if (classSpecific) {
    throw mismatch({
      what: "option context_words with class_specific",
      expected: "null",
      got: `"${contextWords}"`,
    });
  }
  const { ids } = startWords(tokenizer, contextWords);
  return () => ({ [CONTEXT]: wordRows(model.textTower, ids) });
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
