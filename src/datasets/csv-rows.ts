import { PromptcalError } from "../numeric/errors";

/** A record of a CSV file. */
export interface CsvRow {
  /** Line that it begins on, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A cell, quoted or plain, and what ends it. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

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
    CELL.lastIndex = at;
    const match = CELL.exec(source);
    if (match === null) {
      throw new PromptcalError(
        `CSV line ${line}: expected a cell, got a stray quote (${where})`,
      );
    }
    const [whole, quoted, plain, end] = match;
    cells.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    line += whole.split("\n").length - 1;
    at += whole.length;
    if (end === ",") continue;
    if (cells.length > 1 || cells[0] !== "") rows.push({ line: start, cells });
    cells = [];
    start = line;
  }
  return rows;
}
