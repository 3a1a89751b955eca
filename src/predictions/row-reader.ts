import type { FilePredictions } from "./file-predictions";

/** What reads the rows of a table whose columns are known. */
export interface RowReader {
  /** @param place names the row for errors */
  add(cells: readonly string[], location: () => string): void;
  /** The predictions of all rows, of which there is at least one. */
  finish(): FilePredictions;
}
