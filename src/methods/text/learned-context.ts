import { unitRows } from "../../encoders/towers/text-tower";
import { tf } from "../../engine/tf";
import { mismatch } from "../../errors/promptcal-error";
import { randomNormal } from "../../random/random";
import type { TextSide } from "../cosine-tuner";
import { choice, count, flag, number, textOrNull, type OptionValues } from "../option";
import type { ParameterValues, TunerFunctions, TunerSetting } from "../tuner";
import {
  CLASS_TOKEN_POSITIONS,
  placedContext,
  sharedContext,
  type ContextText,
} from "./context-text";
import { contextLength, startWords } from "./start-words";

/** Name of the learned context, as in the reference code. */
export const CONTEXT = "prompt_learner.ctx";

/** Options of a learned context. */
export function contextOptions(own: { n_ctx?: number; ctx_init?: string | null } = {}) {
  return {
    n_ctx: count(own.n_ctx ?? 16, "learned context tokens", { unit: "tokens" }),
    ctx_init: textOrNull(
      own.ctx_init ?? null,
      "initial words of the context; random when null",
      { symbol: "words" },
    ),
    ctx_std: number(0.02, "standard deviation of a random start"),
  };
}

/**
 * Options of a context that is as long as its words, whatever `n_ctx` says, as in the reference code of
 * CoOp, KgCoOp and CoCoOp. MaPLe, IVLP, PromptSRC and CoPrompt cut the words to the context instead, and
 * ProGrad puts zeros in front of them.
 */
export function wordedContextOptions(own: Parameters<typeof contextOptions>[0] = {}) {
  const { ctx_init, ...others } = contextOptions(own);
  const about = "initial words of the context, which also set its length; random when null";
  return { ...others, ctx_init: { ...ctx_init, about, decides: "n_ctx" } };
}

/** Options of the context's place. */
export function placeOptions() {
  return {
    class_token_position: choice(
      "end",
      CLASS_TOKEN_POSITIONS,
      "position of the class name",
    ),
    csc: flag(false, "a context per class in place of one for all"),
  };
}

/** Length, start and spread of a learned context. */
export type ContextOptions = OptionValues<ReturnType<typeof contextOptions>>;
/** Where its class name stands, and whether each class has its own. */
export type PlaceOptions = OptionValues<ReturnType<typeof placeOptions>>;

/**
 * The text side of CoOp (Zhou et al. 2022): `[start] v_1 ... v_M name . [end]` through the frozen tower.
 * @throws PromptcalError if words are given with class-specific contexts, which start at random
 */
export function learnedContext(
  setting: TunerSetting,
  options: ContextOptions & PlaceOptions,
): TextSide {
  const start = contextStart(setting, options);
  return contextSide(setting, contextText(setting, options), start);
}

/** The text side of a context in some text branch, from some start. */
export function contextSide(
  { classNames }: TunerSetting,
  text: ContextText,
  init: TunerFunctions["init"],
): TextSide {
  text.add(classNames);
  return {
    init,
    prepare: (names) => text.add(names),
    textFeatures: (parameters, names) =>
      tf.tidy(() => unitRows(text.features(parameters[CONTEXT]!, names))),
    owns: [text],
  };
}

/** The text branch of a context; tokens of its words that are not learned stay in front of each name. */
export function contextText(
  setting: TunerSetting,
  {
    class_token_position: position = "end",
    csc = false,
    ...options
  }: ContextOptions & Partial<PlaceOptions>,
): ContextText {
  const { lead } = startWords(setting.tokenizer, options.ctx_init);
  return position === "end" && !csc
    ? sharedContext(setting, contextLength(options), lead)
    : placedContext(setting, position, csc, lead);
}

/** Start of a context: words, or normally distributed rows. */
export function contextStart(
  { model, tokenizer, classNames }: TunerSetting,
  { n_ctx, ctx_init, ctx_std, csc = false }: ContextOptions & Partial<PlaceOptions>,
): TunerFunctions["init"] {
  const width = model.textTower.positions.shape[1];
  if (ctx_init === null) {
    const shape = csc ? [classNames.length, n_ctx, width] : [n_ctx, width];
    return (random) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return { [CONTEXT]: { shape, data: randomNormal(size, ctx_std, random) } };
    };
  }
  if (csc) {
    throw mismatch({
      what: "option ctx_init with csc",
      expected: "null",
      got: `"${ctx_init}"`,
    });
  }
  const { ids } = startWords(tokenizer, ctx_init);
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
