import type { RowReader } from "./row-reader";
import { eventError, mismatch, type PromptcalError } from "../errors/promptcal-error";
import { ConfidenceRows } from "./confidence-rows";
import type { FilePredictions } from "./file-predictions";
import { ScoreRows } from "./score-rows";
import { type ColumnNames, renamedColumns } from "./renamed-columns";
import { tableLayout } from "./table-layout";

/** A table of text, its first row the names of the columns. */
export interface TextTable {
  readonly path: string;
  readonly rows: Iterable<{ readonly line: number; readonly cells: readonly string[] }>;
  /** Whether `0,5` may be a number. */
  readonly decimalComma: boolean;
  /** What its columns are called; by their own names by default. */
  readonly columns?: ColumnNames;
}

/**
 * Predictions of a table with a row per sample. Memory holds the numbers only.
 * @throws PromptcalError naming the row for ragged rows, cells that are no numbers, labels that are no class
 *   and probabilities that do not sum to 1
 */
export function tablePredictions({ rows, ...table }: TextTable): FilePredictions {
  const reader = new TableReader(table);
  for (const { line, cells } of rows) reader.add(cells, line);
  return reader.finish();
}

/** Reads the rows of a table of predictions one by one, the first one the names of its columns. */
export class TableReader {
  private reader: RowReader | undefined;
  private width = 0;
  private rows = 0;

  constructor(private readonly table: Omit<TextTable, "rows">) {}

  /** Whether the names of the columns are known. */
  get hasHeader(): boolean {
    return this.reader !== undefined;
  }

  /** @param line of a text file, for errors */
  add(cells: readonly string[], line?: number): void {
    const { path } = this.table;
    if (this.reader === undefined) {
      if (isComment(cells, this.table)) return;
      this.width = cells.length;
      this.reader = rowReader(cells, this.table);
      return;
    }
    const row = ++this.rows;
    const location = (): string =>
      `${path}, row ${row}${line === undefined ? "" : `, line ${line}`}`;
    if (cells.length !== this.width) throw ragged(cells.length, this.width, location());
    this.reader.add(cells, location);
  }

  /** @throws PromptcalError for a table without rows */
  finish(): FilePredictions {
    if (this.reader !== undefined && this.rows > 0) return this.reader.finish();
    throw eventError(
      `${this.table.path} holds no predictions`,
      "write a line that names the columns, then a row per sample",
    );
  }
}

function rowReader(
  header: readonly string[],
  { path, columns = {}, decimalComma }: Omit<TextTable, "rows">,
): RowReader {
  const names = renamedColumns(header, columns, path);
  const layout = tableLayout(names, path);
  const reading = { header: names, decimalComma };
  return layout.kind === "confidences"
    ? new ConfidenceRows(layout, reading)
    : new ScoreRows(layout, reading, path);
}

/** A line of words above the names of the columns. NumPy puts the names themselves behind the mark. */
function isComment(cells: readonly string[], table: Omit<TextTable, "rows">): boolean {
  if (!/^\s*#/.test(cells[0]!)) return false;
  try {
    rowReader(cells, table);
    return false;
  } catch {
    return true;
  }
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
