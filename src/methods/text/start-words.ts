import type { Tokenizer } from "../../encoders/tokens/tokenizer";
import type { OptionDefinitions, Options } from "../option";

/** Tokens of the words that a context starts from. */
export interface StartWords {
  /** The learned ones: as many as there are words. */
  readonly ids: readonly number[];
  /** The rest: they stay in the prompt, between context and name. */
  readonly lead: readonly number[];
}

/** Words that decide the number of learned context tokens. */
export interface DecidedContext {
  readonly words: string;
  readonly tokens: number;
}

/**
 * Splits the tokens of some words as the reference code does: the words, counted by blanks, decide how
 * many tokens are learned (`ctx_init` overrides `n_ctx` in CoOp, KgCoOp and CoCoOp). Where a word has
 * several tokens, the last tokens are not learned. Without words there are none.
 */
export function startWords(tokenizer: Tokenizer, words: string | null): StartWords {
  if (words === null) return { ids: [], lead: [] };
  const tokens = tokenizer.encode(listOf(words).join(" "));
  const count = countWords(words);
  return { ids: tokens.slice(0, count), lead: tokens.slice(count) };
}

/** Number of learned tokens: that of the words, where there are some. */
export function contextLength({
  n_ctx,
  ctx_init,
}: {
  readonly n_ctx: number;
  readonly ctx_init: string | null;
}): number {
  return ctx_init === null ? n_ctx : countWords(ctx_init);
}

/** A tuner's options with the `n_ctx` that its words decide. */
export function withDecidedContext(
  definitions: OptionDefinitions,
  options: Options,
): Options {
  const decided = decidedContext(definitions, options);
  return decided === undefined ? options : { ...options, n_ctx: decided.tokens };
}

/**
 * The words that decide the length of a tuner's context, and that length; undefined where none do.
 * @param definitions the tuner's options, of which `ctx_init` says whether it decides
 */
export function decidedContext(
  definitions: OptionDefinitions,
  { ctx_init: words }: Options,
): DecidedContext | undefined {
  if (definitions["ctx_init"]?.decides !== "n_ctx" || typeof words !== "string")
    return undefined;
  return { words, tokens: countWords(words) };
}

function countWords(words: string): number {
  return listOf(words).length;
}

function listOf(words: string): readonly string[] {
  return words.replaceAll("_", " ").trim().split(/\s+/);
}
