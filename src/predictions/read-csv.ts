import { readCsvRows } from "../files/tables/csv-rows";
import type { FilePredictions } from "./file-predictions";
import type { ColumnNames } from "./renamed-columns";
import { tablePredictions } from "./table-predictions";

/** Predictions of a CSV file of any size; see `tablePredictions`. */
export function readPredictionsCsv(
  path: string,
  columns: ColumnNames = {},
): FilePredictions {
  const { delimiter, rows } = readCsvRows(path);
  return tablePredictions({ path, rows, columns, decimalComma: delimiter !== "," });
}
