import { closeSync, openSync, readSync } from "node:fs";
import { mismatch, shownBriefly } from "../errors/promptcal-error";
import { readJson } from "../files/json/parse-json";
import type { FilePredictions } from "./file-predictions";
import { plainPredictions, type PlainPredictions } from "./plain-arrays";
import { type ColumnNames, renamedColumns } from "./renamed-columns";

/** Whether a text file begins as a JSON object does. */
export function isJson(path: string): boolean {
  const bytes = Buffer.alloc(64);
  const file = openSync(path, "r");
  try {
    const length = readSync(file, bytes, 0, bytes.length, 0);
    return /^\ufeff?\s*\{/.test(bytes.toString("utf8", 0, length));
  } finally {
    closeSync(file);
  }
}

/** Predictions of a JSON file with arrays by name: `{"labels": [0, 1], "probs": [[0.75, 0.25], [0.4, 0.6]]}`. */
export function readPredictionsJson(
  path: string,
  columns: ColumnNames = {},
): FilePredictions {
  const value = readJson(path, "predictions");
  if (typeof value !== "object" || value === null) {
    throw mismatch({
      ...{ what: "predictions", expected: "an object with arrays" },
      ...{ got: shownBriefly(value), where: path },
    });
  }
  const entries = Object.entries(value).filter(([, array]) => Array.isArray(array));
  const names = renamedColumns(
    entries.map(([name]) => name),
    columns,
    path,
  );
  const arrays = entries.map(([, array], i): [string, unknown] => [names[i]!, array]);
  return plainPredictions(Object.fromEntries(arrays) as PlainPredictions, path);
}
