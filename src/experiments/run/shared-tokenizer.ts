import { clipTokenizer, type Tokenizer } from "../../encoders/tokens/tokenizer";

let tokens: Tokenizer | undefined;

/** CLIP's tokenizer, made once per process: it loads the merges. */
export function tokenizer(): Tokenizer {
  tokens ??= clipTokenizer();
  return tokens;
}
