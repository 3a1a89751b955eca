import type { Tokenizer } from "../../encoders/tokens/tokenizer";
import type { Options, TunerName } from "../recipes";

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
 * Tuners whose context is as long as its words, whatever `context` says. MaPLe, IVLP, PromptSRC and
 * CoPrompt cut the words to the context instead, and ProGrad puts zeros in front of them.
 */
const DECIDED_BY_WORDS: ReadonlySet<string> = new Set<TunerName>([
  "coop",
  "kgcoop",
  "cocoop",
  "dept",
  "tcp",
]);

/**
 * Splits the tokens of some words as the reference code does: the words, counted by blanks, decide how
 * many tokens are learned (`ctx_init` overrides `n_ctx` in CoOp, KgCoOp and CoCoOp). Where a word has
 * several tokens, the last tokens are not learned.
 */
export function startWords(tokenizer: Tokenizer, words: string): StartWords {
  const tokens = tokenizer.encode(listOf(words).join(" "));
  const count = countWords(words);
  return { ids: tokens.slice(0, count), lead: tokens.slice(count) };
}

/** Number of learned tokens: that of the words, where there are some. */
export function contextLength({
  context,
  contextWords,
}: {
  readonly context: number;
  readonly contextWords: string | null;
}): number {
  return contextWords === null ? context : countWords(contextWords);
}

/** A tuner's options with the `context` that its words decide. */
export function withDecidedContext(tuner: string, options: Options): Options {
  const decided = decidedContext(tuner, options);
  return decided === undefined ? options : { ...options, context: decided.tokens };
}

/** The words that decide the length of a tuner's context, and that length; undefined where none do. */
export function decidedContext(
  tuner: string,
  { context_words: words }: Options,
): DecidedContext | undefined {
  if (!DECIDED_BY_WORDS.has(tuner) || typeof words !== "string") return undefined;
  return { words, tokens: countWords(words) };
}

function countWords(words: string): number {
  return listOf(words).length;
}

function listOf(words: string): readonly string[] {
  return words.replaceAll("_", " ").trim().split(/\s+/);
}
