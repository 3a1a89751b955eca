import { readCsvRows } from "../files/csv-rows";
import type { FilePredictions } from "./file-predictions";
import { tablePredictions } from "./table-predictions";

/** Predictions of a CSV file of any size; see `tablePredictions`. */
export function readPredictionsCsv(path: string): FilePredictions {
  const { delimiter, rows } = readCsvRows(path);
  return tablePredictions({ path, rows, decimalComma: delimiter !== "," });
}
