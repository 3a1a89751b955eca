import { requireKind } from "../files/file-kind";
import type { FilePredictions } from "./file-predictions";
import { readPredictionsCsv } from "./read-csv";
import { readPredictionsNpz } from "./read-npz";
import { readPredictionsSafetensors } from "./read-safetensors";

/**
 * Predictions of anybody's model from a CSV, NPZ or safetensors file, told by its first bytes. Names of
 * columns and arrays: see `tableLayout` and `arrayPredictions`.
 * @throws PromptcalError for a file of another kind, saying which, and naming the row for values that are no
 *   predictions
 * @example
 * // Columns: label, prob_0, prob_1.
 * const predictions = await loadPredictions("my-model.csv");
 * predictions.kind; // => "probabilities"
 * predictions.values; // => [0.75, 0.25, 0.4, 0.6]
 */
export async function loadPredictions(path: string): Promise<FilePredictions> {
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
