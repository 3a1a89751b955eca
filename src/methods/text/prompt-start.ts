import type { Tokenizer } from "../../encoders/tokens/tokenizer";
import { mismatch } from "../../errors/promptcal-error";
import { randomNormal, type Random } from "../../random/random";
import type { ParameterValues } from "../tuner";

/** Words that a learned context starts from. */
export interface ContextWords {
  /** Token ids of the learned part. */
  readonly ids: readonly number[];
  /** Words behind the learned part: they stay in front of every name. */
  readonly rest: string;
}

/**
 * Splits words at `count` tokens. Where the words are longer than the context, as in MaPLe's recipe
 * (2 tokens, "a photo of a"), the reference learns the first and keeps the others in the prompt.
 * @throws PromptcalError if the first words do not make `count` tokens
 */
export function contextWords(
  tokenizer: Tokenizer,
  words: string,
  count: number,
): ContextWords {
  const list = words.split(" ");
  for (let taken = 1; taken <= list.length; taken++) {
    const ids = tokenizer.encode(list.slice(0, taken).join(" "));
    if (ids.length === count) return { ids, rest: list.slice(taken).join(" ") };
  }
  throw mismatch({
    what: "option n_ctx",
    expected: `the token count of the first words of "${words}"`,
    got: String(count),
    fix: "set n_ctx to it, or ctx_init to null",
  });
}

/** A table of prompts drawn from the normal distribution, shape [count, width]. */
export function normalPrompts(
  count: number,
  width: number,
  sd: number,
  random: Random,
): ParameterValues {
  return { shape: [count, width], data: randomNormal(count * width, sd, random) };
}

/** Weight and bias of a linear map as PyTorch starts them: uniform in +-1 / sqrt(inputs). */
export function linearStart(
  inSize: number,
  outSize: number,
  random: Random,
): { readonly weight: ParameterValues; readonly bias: ParameterValues } {
  const bound = 1 / Math.sqrt(inSize);
  const uniform = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => (2 * random() - 1) * bound);
  return {
    weight: { shape: [outSize, inSize], data: uniform(outSize * inSize) },
    bias: { shape: [outSize], data: uniform(outSize) },
  };
}
