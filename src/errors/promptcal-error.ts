import { nearestName } from "./nearest-name";

/**
 * The one error class of promptcal: a sentence that says what was expected, what came, and where.
 * The command line prints its message without a stack; anything else is a bug and keeps its stack.
 */
export class PromptcalError extends Error {
  override readonly name = "PromptcalError";
}

/** What a failed check knows; every part ends up in the message. */
export interface Mismatch {
  /** The thing that is wrong, for instance `tensor visual.proj`. */
  readonly what: string;
  readonly expected: string;
  readonly got: string;
  /** File, row, option or cell where it was seen. */
  readonly where?: string;
  /** The command or step that fixes it. */
  readonly fix?: string;
}

/** Builds the error for a value that differs from what was expected; its parts may be of hostile files. */
export function mismatch(found: Mismatch): PromptcalError {
  const part = (text: string | undefined, around: (text: string) => string): string =>
    text === undefined ? "" : around(printable(text));
  const { what, expected, got, where, fix } = found;
  return new PromptcalError(
    `${printable(what)}: expected ${printable(expected)}, got ${printable(got)}` +
      `${part(where, (location) => ` (${location})`)}${part(fix, (remedy) => `; ${remedy}`)}`,
  );
}

/**
 * Builds the error for something that happened, where nothing was expected of a value: one plain sentence and a way
 * out, as `the disk is full; free some space`.
 * @param happened the sentence, without its full stop; it may hold parts of hostile files
 * @param wayOut what the reader can do
 */
export function eventError(happened: string, wayOut: string): PromptcalError {
  return new PromptcalError(`${printable(happened, LONGEST_EVENT)}; ${printable(wayOut)}`);
}

/** Longest part of a message, characters: a file may hold a name of a megabyte. */
const LONGEST = 600;
/** Longest sentence on an event, which may name several files or addresses. */
const LONGEST_EVENT = 2000;
/** What breaks a line, moves a terminal's cursor or turns its writing round; surrogates without partner. */
const UNPRINTABLE =
  /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;

/** Text on one line: control characters as `\u001b`, the middle of a long one left out. */
export function printable(text: string, longest = LONGEST): string {
  const half = longest / 2;
  const short =
    text.length <= longest ? text : `${text.slice(0, half)} ... ${text.slice(-half)}`;
  return short.replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Any value of a file for a message: as JSON, on one line, not endless. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  return printable(JSON.stringify(value));
}

/** `shown`, cut after 60 characters. */
export function shownBriefly(value: unknown): string {
  return shown(value).slice(0, 60);
}

/**
 * Returns `value` if it is one of `valid`; else throws with the list and what is like it.
 * @param what the kind of name, for instance `data set`
 * @param where the file that it stands in
 */
export function oneOf<T extends string>(
  value: string,
  valid: readonly T[],
  what: string,
  where?: string,
): T {
  const found = valid.find((name) => name === value);
  if (found !== undefined) return found;
  const typed = printable(value);
  const nearest = nearestName(typed, valid);
  const hint = nearest === undefined ? "." : `; did you mean "${printable(nearest)}"?`;
  const list = valid.length > 0 ? printable(valid.join(", ")) : "(none)";
  const location = where === undefined ? "" : ` (${printable(where)})`;
  throw new PromptcalError(
    `unknown ${printable(what)} "${typed}"${location}${hint} Valid: ${list}`,
  );
}
