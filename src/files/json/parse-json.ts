import { readFileSync, statSync } from "node:fs";
import { decodeText } from "../decode-text";
import { mismatch, type PromptcalError } from "../../errors/promptcal-error";
import { requireKind } from "../file-kind";

/** Nesting that no file of ours comes near; what walks a value recursively is safe below it. */
const MAX_DEPTH = 100;
/** Bytes of the largest JSON file: a split of a million images has 80 million. */
const MAX_BYTES = 2 ** 27;

/**
 * Parses JSON of a file. What it holds is the caller's to check.
 * @param what names the kind of file or line, `where` file and line number, for errors
 * @param fix how to fix it, if something can be said
 * @throws PromptcalError for a text that is no JSON, nested deeper than 100 levels, or with a number
 *   beyond float64
 */
export function parseJson(
  text: string,
  what: string,
  where: string,
  fix?: string,
): unknown {
  const refuse = (expected: string, got: string): PromptcalError =>
    mismatch({ what, expected, got, where, ...(fix === undefined ? {} : { fix }) });
  if (isTooDeep(text)) throw refuse(`at most ${MAX_DEPTH} levels of JSON`, "more");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse("JSON", (error as Error).message);
  }
  if (LARGE.test(text) && holdsInfinity(value))
    throw refuse("finite numbers", "a larger one");
  return value;
}

/**
 * Reads a JSON file. What it holds is the caller's to check.
 * @param what names the kind of file for errors
 * @throws PromptcalError for a file that is missing, over 128 MiB, no JSON or nested too deep
 */
export function readJson(path: string, what: string, fix?: string): unknown {
  return parseJson(readText(path, what), what, path, fix);
}

/**
 * Reads a file of text that fits in memory: UTF-8, or UTF-16 with its mark; byte order marks are dropped.
 * @param what names the kind of file for errors
 * @throws PromptcalError for a file that is missing, over 128 MiB, or of another kind (a folder, a Git LFS
 *   pointer, a web page, gzip), and for bytes that are no UTF-8
 */
export function readText(path: string, what: string): string {
  const kind = requireKind(path, TEXT_KINDS, `a text file (${what})`);
  if (kind === "empty") return "";
  const { size } = statSync(path);
  if (size > MAX_BYTES) {
    const expected = `a file of at most ${MAX_BYTES} bytes`;
    throw mismatch({ what, expected, got: `${size} bytes`, where: path });
  }
  return decodeText(readFileSync(path), path);
}

/** A damaged text may look binary; what reads it then says in which line. */
const TEXT_KINDS = ["text", "utf-16", "empty", "binary"] as const;

/** Where a number could lie that is beyond float64: JSON.parse makes an infinity of it. */
const LARGE = /[eE]\+?0*[1-9]\d\d|\d{300}/;

function holdsInfinity(value: unknown): boolean {
  if (typeof value === "number") return !Number.isFinite(value);
  return typeof value === "object" && value !== null
    ? Object.values(value).some(holdsInfinity)
    : false;
}

const [QUOTE, BACKSLASH] = ['"', "\\"] as const;

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length && depth <= MAX_DEPTH; i++) {
    const character = text[i];
    // Most of a file of drawings is strings: a search jumps over each.
    if (character === QUOTE) i = endOfString(text, i);
    else if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
  }
  return depth > MAX_DEPTH;
}

/** Index of the quote that ends the string which begins at `start`, or the length of a text without it. */
function endOfString(text: string, start: number): number {
  let end = start;
  do end = text.indexOf(QUOTE, end + 1);
  while (end > 0 && isEscaped(text, end));
  return end > 0 ? end : text.length;
}

/** Whether an odd number of backslashes stands before the character. */
function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text[first - 1] === BACKSLASH) first -= 1;
  return (at - first) % 2 === 1;
}
