import { requireKind } from "../files/file-kind";
import { readCsvRows } from "../files/csv-rows";
import type { FilePredictions } from "./file-predictions";
import { readPredictionsNpz } from "./read-npz";
import { readPredictionsSafetensors } from "./read-safetensors";
import { tablePredictions } from "./table-predictions";

/**
 * Predictions of anybody's model: CSV, NPZ or safetensors, told by the file's first bytes. Names of columns
 * and arrays: see `tableLayout` and `arrayPredictions`.
 * @throws PromptcalError for a file of another kind, saying which, and naming the row for values that are no
 *   predictions
 */
export async function readPredictions(path: string): Promise<FilePredictions> {
  const kind = requireKind(
    path,
    ["text", "utf-16", "zip", "safetensors"],
    "predictions as a CSV, NPZ or safetensors file",
    "in Python: numpy.savez(file, labels=…, logits=…)",
  );
  if (kind === "zip") return readPredictionsNpz(path);
  return kind === "safetensors"
    ? readPredictionsSafetensors(path)
    : readPredictionsCsv(path);
}

/** Predictions of a CSV file of any size; see `tablePredictions`. */
export function readPredictionsCsv(path: string): FilePredictions {
  const { delimiter, rows } = readCsvRows(path);
  return tablePredictions({ path, rows, decimalComma: delimiter !== "," });
}
