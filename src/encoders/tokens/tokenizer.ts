import { mismatch } from "../../errors/promptcal-error";
import { bytePairs, END_TOKEN, START_TOKEN, type BytePairs } from "./byte-pairs";
import { htmlUnescape } from "./html-unescape";

/** CLIP's tokenizer: text to token ids. */
export interface Tokenizer {
  /** Id of the start token, 49406. */
  readonly start: number;
  /** Id of the end token, 49407. */
  readonly end: number;
  /** Ids of a text without start, end and padding. */
  encode(text: string): readonly number[];
}

/** What to do with a prompt longer than the model's context. */
export interface PromptLength {
  /** Positions of the model, start and end token included; 77 for OpenAI's CLIP. */
  readonly contextLength: number;
  /** Cut the text, keeping the end token; an error by default, as in openai/CLIP. */
  readonly truncate?: boolean;
}

/** Unicode's white space: JavaScript's, without the byte-order mark, with NEL. */
const WHITE = "\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACE = new RegExp(`[${WHITE}]+`, "g");
/** What Python's `strip` removes: white space and the four information separators. */
const ENDS = new RegExp(`^[${WHITE}\\x1c-\\x1f]+|[${WHITE}\\x1c-\\x1f]+$`, "g");
/** Words as CLIP cuts them; the reference ignores case here. */
const WORDS = new RegExp(
  "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|" +
    `[\\p{L}]+|[\\p{N}]|[^${WHITE}\\p{L}\\p{N}]+`,
  "giu",
);

/** CLIP's byte-pair encoder (openai/CLIP, simple_tokenizer.py, without ftfy). */
export function clipTokenizer(vocabulary: BytePairs = bytePairs()): Tokenizer {
  const known = new Map<string, readonly number[]>([
    ["<|startoftext|>", [START_TOKEN]],
    ["<|endoftext|>", [END_TOKEN]],
  ]);
  const bytes = new TextEncoder();
  const encodeWord = (word: string): readonly number[] => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const symbols = Array.from(bytes.encode(word), (byte) => vocabulary.byteSymbols[byte]!);
    const ids = merged(symbols, vocabulary).map((symbol) => vocabulary.ids.get(symbol)!);
    known.set(word, ids);
    return ids;
  };
  return {
    start: START_TOKEN,
    end: END_TOKEN,
    encode: (text) =>
      [...cleaned(text).matchAll(WORDS)].flatMap(([word]) => encodeWord(word)),
  };
}

/**
 * Ids of a whole prompt, start and end token included, unpadded.
 * @throws PromptcalError if it does not fit and `truncate` is not set
 */
export function promptIds(
  tokenizer: Tokenizer,
  text: string,
  { contextLength, truncate = false }: PromptLength,
): readonly number[] {
  const ids = tokenizer.encode(text);
  const room = contextLength - 2;
  if (ids.length > room && !truncate) {
    throw mismatch({
      what: `prompt "${text.length > 60 ? `${text.slice(0, 57)}...` : text}"`,
      expected: `at most ${room} tokens between start and end`,
      got: String(ids.length),
      fix: "shorten it, or set truncate",
    });
  }
  return [tokenizer.start, ...ids.slice(0, room), tokenizer.end];
}

function cleaned(text: string): string {
  const unescaped = htmlUnescape(htmlUnescape(text));
  return unescaped.replace(ENDS, "").replace(SPACE, " ").replace(ENDS, "").toLowerCase();
}

/** Applies merges, lowest rank first and every occurrence of it, until none is left. */
function merged(symbols: readonly string[], { ranks }: BytePairs): string[] {
  let word = [...symbols];
  word[word.length - 1] += "</w>";
  while (word.length > 1) {
    let best = Infinity;
    let pair: readonly [string, string] = ["", ""];
    for (let i = 0; i + 1 < word.length; i++) {
      const rank = ranks.get(`${word[i]} ${word[i + 1]}`) ?? Infinity;
      if (rank < best) {
        best = rank;
        pair = [word[i]!, word[i + 1]!];
      }
    }
    if (best === Infinity) break;
    word = joinPairs(word, pair);
  }
  return word;
}

function joinPairs(
  word: readonly string[],
  [left, right]: readonly [string, string],
): string[] {
  const out: string[] = [];
  for (let i = 0; i < word.length; i++) {
    if (word[i] === left && word[i + 1] === right) {
      out.push(left + right);
      i += 1;
    } else out.push(word[i]!);
  }
  return out;
}
