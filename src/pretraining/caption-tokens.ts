import { LONG_TEMPLATES, SHORT_TEMPLATES } from "./templates";

/** Text to token ids without start and end tokens. */
export type Encode = (text: string) => readonly number[];

/**
 * Token ids that occur in training, ascending, and each id's row in the compact table.
 * Only these rows of CLIP's 49,408 are trained and shipped.
 */
export interface TokenRows {
  readonly ids: readonly number[];
  readonly rowOf: ReadonlyMap<number, number>;
  /** Words of the names to know that have a token of no caption or template. */
  readonly onlyInNames: readonly string[];
  readonly start: number;
  readonly end: number;
}

/**
 * Collects the ids of all captions and templates, and of names that the model should know although no
 * picture has them.
 * @param names words of these names
 */
export function tokenRows(
  captions: Iterable<string>,
  encode: Encode,
  start: number,
  end: number,
  names: readonly string[] = [],
): TokenRows {
  const seen = new Set<number>([start, end]);
  const words = new Set<string>();
  for (const caption of captions) for (const word of caption.split(" ")) words.add(word);
  for (const template of [...SHORT_TEMPLATES, ...LONG_TEMPLATES])
    words.add(template.replace("{}", " "));
  // The last word of a caption stands before the template's full stop.
  const idsOf = (word: string): number[] => [...encode(word), ...encode(`${word}.`)];
  for (const word of words) for (const id of idsOf(word)) seen.add(id);
  const onlyInNames = [...new Set(names)].filter((word) =>
    idsOf(word).some((id) => !seen.has(id)),
  );
  for (const word of onlyInNames) for (const id of idsOf(word)) seen.add(id);
  const ids = [...seen].sort((a, b) => a - b);
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  return { ids, rowOf, onlyInNames, start, end };
}

/** Texts of equal length for the text tower, padded behind the end token. */
export interface TokenBatch {
  /** Rows of the compact table, [n * length]. */
  readonly rows: Int32Array;
  readonly length: number;
  /** Index of each text's end token. */
  readonly ends: number[];
}

/**
 * Encodes texts, cut to `longest` positions (start and end token included).
 * The padding is the end token's row: the tower is causal, so it changes nothing.
 */
export function tokenBatch(
  texts: readonly string[],
  encode: Encode,
  table: TokenRows,
  longest: number,
): TokenBatch {
  const endRow = table.rowOf.get(table.end)!;
  const encoded = texts.map((text) => encode(text).slice(0, longest - 2));
  const length = Math.max(...encoded.map((ids) => ids.length)) + 2;
  const rows = new Int32Array(texts.length * length).fill(endRow);
  encoded.forEach((ids, text) => {
    rows[text * length] = table.rowOf.get(table.start)!;
    ids.forEach((id, at) => {
      rows[text * length + 1 + at] = table.rowOf.get(id)!;
    });
  });
  return { rows, length, ends: encoded.map((ids) => ids.length + 1) };
}
