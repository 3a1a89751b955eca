import { mismatch } from "../errors/promptcal-error";
import { parseNumber } from "./parse-number";

/**
 * The number in a cell of a row.
 * @param column from 0
 * @throws PromptcalError for any other text, naming column and row
 */
export function cellNumber(
  cells: readonly string[],
  column: number,
  decimalComma: boolean,
  location: () => string,
): number {
  const text = cells[column]!;
  const number = parseNumber(text, decimalComma);
  if (!Number.isNaN(number)) return number;
  throw mismatch({
    what: `cell ${column + 1}`,
    expected: "a number",
    got: quoted(text),
    where: location(),
    ...(text.trim().endsWith("%")
      ? { fix: "write fractions in place of percentages" }
      : {}),
  });
}

/** A cell as errors show it. */
export function quoted(cell: string): string {
  const text = cell.trim();
  return text === "" ? "nothing" : `"${text.slice(0, 40)}"`;
}
