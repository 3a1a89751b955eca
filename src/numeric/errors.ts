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
  /** The command or step that mends it. */
  readonly fix?: string;
}

/** Builds the error for a value that differs from what was expected. */
export function mismatch({ what, expected, got, where, fix }: Mismatch): PromptcalError {
  const place = where === undefined ? "" : ` (${where})`;
  const mend = fix === undefined ? "" : `; ${fix}`;
  return new PromptcalError(`${what}: expected ${expected}, got ${got}${place}${mend}`);
}

/** Number of single-letter edits between two words (Levenshtein). */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      row.push(Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + change));
    }
    previous = row;
  }
  return previous[b.length]!;
}

/**
 * Returns `value` if it is one of `valid`; else throws with the list and the nearest match.
 * @param what the kind of name, for instance `data set`
 */
export function oneOf<T extends string>(
  value: string,
  valid: readonly T[],
  what: string,
): T {
  const found = valid.find((name) => name === value);
  if (found !== undefined) return found;
  const nearest = [...valid].sort(
    (a, b) => editDistance(value.toLowerCase(), a) - editDistance(value.toLowerCase(), b),
  )[0];
  const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
  throw new PromptcalError(
    `unknown ${what} "${value}"${hint} Valid: ${valid.length ? valid.join(", ") : "(none)"}`,
  );
}
