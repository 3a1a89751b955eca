import { mismatch } from "../errors/promptcal-error";

/** A record of a CSV file. */
export interface CsvRow {
  /** Line that it begins on, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

const PLAIN = /[^",\r\n]*/y;
const END = /,|\r?\n|$/y;

/**
 * Records of a CSV (RFC 4180): commas, quotes doubled inside of quotes, line ends inside of quotes. Blank
 * lines are passed over, as is a byte order mark.
 * @throws PromptcalError naming the line with a stray quote
 */
export function csvRows(text: string, where: string): readonly CsvRow[] {
  const source = text.replace(/^\ufeff/, "");
  const rows: CsvRow[] = [];
  let [at, line, start] = [0, 1, 1];
  let cells: string[] = [];
  while (at < source.length || cells.length > 0) {
    const stop = cellEnd(source, at);
    const end = stop === undefined ? undefined : matchAt(END, source, stop);
    if (stop === undefined || end === undefined) {
      throw mismatch({
        what: `CSV line ${line}`,
        expected: "a cell, and a comma or the line's end behind it",
        got: "a stray quote or carriage return",
        where,
      });
    }
    const cell = source.slice(at, stop);
    const quoted = cell.startsWith('"');
    cells.push(quoted ? cell.slice(1, -1).split('""').join('"') : cell);
    if (quoted) line += cell.split("\n").length - 1;
    if (end.endsWith("\n")) line += 1;
    at = stop + end.length;
    if (end === ",") continue;
    if (cells.length > 1 || cells[0] !== "") rows.push({ line: start, cells });
    cells = [];
    start = line;
  }
  return rows;
}

/** Where the cell that begins at `at` ends; undefined where its closing quote is missing. */
function cellEnd(source: string, at: number): number | undefined {
  if (source[at] !== '"') return at + (matchAt(PLAIN, source, at) ?? "").length;
  // By hand: a pattern's stack overflows on a quoted cell of millions of characters.
  for (let close = source.indexOf('"', at + 1); close >= 0;) {
    if (source[close + 1] !== '"') return close + 1;
    close = source.indexOf('"', close + 2);
  }
  return undefined;
}

function matchAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}
