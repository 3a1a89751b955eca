import { requireKind } from "../files/file-kind";
import type { FilePredictions } from "./file-predictions";
import { plainPredictions, type PlainPredictions } from "./plain-arrays";
import { readPredictionsCsv } from "./read-csv";
import { isJson, readPredictionsJson } from "./read-json";
import { readPredictionsNpz } from "./read-npz";
import { readPredictionsParquet } from "./read-parquet";
import { readPredictionsSafetensors } from "./read-safetensors";
import type { ColumnNames } from "./renamed-columns";

export interface LoadOptions {
  /** What the file calls things, where readers do not know it: `{ label: "gold", confidence: "p_max" }`. */
  readonly columns?: ColumnNames;
}

/**
 * Predictions of any model: from a CSV, NPZ, safetensors, parquet or JSON file, recognised by its first bytes, or
 * from plain arrays. Names of columns and arrays: see `tableLayout` and `arrayPredictions`. `promptcal metrics`
 * reads in the same way.
 * @param source path of the file, or arrays by name
 * @throws PromptcalError for a file of another kind, saying which, and naming the row for values that are no
 *   predictions
 * @example
 * // Columns: label, prob_0, prob_1.
 * const predictions = await loadPredictions("my-model.csv");
 * predictions.kind; // => "probabilities"
 * predictions.values; // => [0.75, 0.25, 0.4, 0.6]
 */
export async function loadPredictions(
  source: string | PlainPredictions,
  { columns = {} }: LoadOptions = {},
): Promise<FilePredictions> {
  if (typeof source !== "string") return plainPredictions(source);
  const kind = requireKind(
    source,
    ["text", "utf-16", "zip", "safetensors", "parquet"],
    "predictions as a CSV, NPZ, safetensors, parquet or JSON file",
    "in Python: numpy.savez(file, labels=…, logits=…)",
  );
  if (kind === "zip") return readPredictionsNpz(source, columns);
  if (kind === "safetensors") return readPredictionsSafetensors(source, columns);
  if (kind === "parquet") return readPredictionsParquet(source, columns);
  return isJson(source)
    ? readPredictionsJson(source, columns)
    : readPredictionsCsv(source, columns);
}
