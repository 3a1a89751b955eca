import { mismatch } from "../errors/promptcal-error";
import { parseNumber } from "./parse-number";

/** How the cells of a table are read, and what errors call them. */
export interface CellReading {
  /** Names of the columns. */
  readonly header: readonly string[];
  /** Whether `0,5` may be a number. */
  readonly decimalComma: boolean;
  /** What to do where a column has no numbers at all. */
  readonly fix?: string;
}

/**
 * The number in a cell of a row.
 * @param column from 0
 * @param location names the row
 * @throws PromptcalError for any other text, naming column and row
 */
export function cellNumber(
  cells: readonly string[],
  column: number,
  { header, decimalComma, fix }: CellReading,
  location: () => string,
): number {
  const text = cells[column]!;
  const number = parseNumber(text, decimalComma);
  if (!Number.isNaN(number)) return number;
  const ownFix = text.trim().endsWith("%")
    ? "write fractions in place of percentages"
    : fix;
  throw mismatch({
    what: `cell ${column + 1} (${header[column]!})`,
    expected: "a number",
    got: quoted(text),
    where: location(),
    ...(ownFix === undefined ? {} : { fix: ownFix }),
  });
}

/** A cell as errors show it. */
export function quoted(cell: string): string {
  const text = cell.trim();
  return text === "" ? "nothing" : `"${text.slice(0, 40)}"`;
}
