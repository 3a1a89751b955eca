/** How `firstFew` writes names. */
export interface FirstFewOptions {
  /** Most names that are written; 5 by default. */
  readonly shown?: number;
  /** Between names; a comma by default. */
  readonly separator?: string;
}

/**
 * Names in a sentence that has room for a few of them, and how many others there are.
 * @example firstFew(["a", "b", "c", "d"], { shown: 2 }) // => "a, b and 2 more"
 */
export function firstFew(
  names: readonly string[],
  { shown = 5, separator = ", " }: FirstFewOptions = {},
): string {
  const more = names.length > shown ? ` and ${names.length - shown} more` : "";
  return names.slice(0, shown).join(separator) + more;
}
