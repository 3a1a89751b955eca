import type { RowReader } from "./row-reader";
import { eventError, mismatch, type PromptcalError } from "../errors/promptcal-error";
import { ConfidenceRows } from "./confidence-rows";
import type { FilePredictions } from "./file-predictions";
import { ScoreRows } from "./score-rows";
import { tableLayout } from "./table-layout";

/** A table of text, its first row the names of the columns. */
export interface TextTable {
  readonly path: string;
  readonly rows: Iterable<{ readonly line: number; readonly cells: readonly string[] }>;
  /** Whether `0,5` may be a number. */
  readonly decimalComma: boolean;
}

/**
 * Predictions of a table with a row per sample. Memory holds the numbers only.
 * @throws PromptcalError naming the row for ragged rows, cells that are no numbers, labels that are no class
 *   and probabilities that do not sum to 1
 */
export function tablePredictions(table: TextTable): FilePredictions {
  const { path } = table;
  let reader: RowReader | undefined;
  let width = 0;
  let rows = 0;
  for (const { line, cells } of table.rows) {
    if (reader === undefined) {
      width = cells.length;
      reader = rowReader(cells, table);
      continue;
    }
    rows += 1;
    const place = (): string => `${path}, row ${rows}, line ${line}`;
    if (cells.length !== width) throw ragged(cells.length, width, place());
    reader.add(cells, place);
  }
  if (reader !== undefined && rows > 0) return reader.finish();
  throw eventError(
    `${path} holds no predictions`,
    "write a line that names the columns, then a row per sample",
  );
}

function rowReader(header: readonly string[], table: TextTable): RowReader {
  const layout = tableLayout(header, table.path);
  return layout.kind === "confidences"
    ? new ConfidenceRows(layout, table.decimalComma)
    : new ScoreRows(layout, table.decimalComma, table.path);
}

function ragged(cells: number, width: number, where: string): PromptcalError {
  const fix = "if the first cell is the row's number, give its column a name";
  return mismatch({
    what: "CSV row",
    expected: `${width} cells as in the header`,
    got: String(cells),
    where,
    ...(cells === width + 1 ? { fix } : {}),
  });
}
