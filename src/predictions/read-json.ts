import { closeSync, openSync, readSync } from "node:fs";
import { mismatch, shownBriefly } from "../errors/promptcal-error";
import { parseJson, readText } from "../files/json/parse-json";
import type { FilePredictions } from "./file-predictions";
import { plainPredictions, type PlainPredictions } from "./plain-arrays";
import { RecordReader } from "./record-reader";
import { type ColumnNames, renamedColumns } from "./renamed-columns";

type Fields = Readonly<Record<string, unknown>>;

const EXPECTED = "an object with arrays, or a list of records";

/** Whether a text file begins as a JSON object or list does. */
export function isJson(path: string): boolean {
  const bytes = Buffer.alloc(64);
  const file = openSync(path, "r");
  try {
    const length = readSync(file, bytes, 0, bytes.length, 0);
    return /^\ufeff?\s*(\{|\[\s*(\{|$))/.test(bytes.toString("utf8", 0, length));
  } finally {
    closeSync(file);
  }
}

/**
 * Predictions of a JSON file: arrays by name, `{"labels": [0, 1], "probs": [[0.75, 0.25], [0.4, 0.6]]}`; records,
 * `[{"label": 0, "probs": [0.75, 0.25]}]`, also one per line; or columns as pandas writes them by default,
 * `{"label": {"0": 1}, "prob_0": {"0": 0.25}}`.
 */
export function readPredictionsJson(
  path: string,
  columns: ColumnNames = {},
): FilePredictions {
  const text = readText(path, "predictions");
  const value = isLines(text) ? linesOf(text, path) : parseJson(text, "predictions", path);
  if (Array.isArray(value)) return recordPredictions(value, path, columns);
  if (!isFields(value)) throw otherJson(value, path);
  const byRow = Object.entries(value).filter(([, column]) => isFields(column));
  return byRow.length > 0 && byRow.length === Object.keys(value).length
    ? recordPredictions(recordsOf(byRow as [string, Fields][]), path, columns)
    : namedArrays(value, path, columns);
}

function namedArrays(value: Fields, path: string, columns: ColumnNames): FilePredictions {
  const entries = Object.entries(value).filter(([, array]) => Array.isArray(array));
  const names = renamedColumns(
    entries.map(([name]) => name),
    columns,
    path,
  );
  const arrays = entries.map(([, array], i): [string, unknown] => [names[i]!, array]);
  return plainPredictions(Object.fromEntries(arrays) as PlainPredictions, path);
}

function recordPredictions(
  records: readonly unknown[],
  path: string,
  columns: ColumnNames,
): FilePredictions {
  const own = isFields(records[0]) ? Object.keys(records[0]) : [];
  const reader = new RecordReader(renamedColumns(own, columns, path), path);
  for (const [row, record] of records.entries()) {
    if (!isFields(record)) throw otherJson(record, `${path}, row ${row + 1}`);
    reader.add(own.map((name) => record[name]));
  }
  return reader.finish();
}

/** Records of columns that hold a value by the row's name. */
function recordsOf(columns: readonly [string, Fields][]): readonly Fields[] {
  const [, first] = columns[0]!;
  return Object.keys(first).map((row) =>
    Object.fromEntries(columns.map(([name, column]) => [name, column[row]])),
  );
}

/** Whether each line is an object of its own. */
function isLines(text: string): boolean {
  return /^\s*\{[^\n]*\}\s*\n\s*\{/.test(text);
}

function linesOf(text: string, path: string): readonly unknown[] {
  return text
    .split("\n")
    .flatMap((line, i) =>
      line.trim() === "" ? [] : [parseJson(line, "predictions", `${path}, line ${i + 1}`)],
    );
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function otherJson(value: unknown, where: string) {
  const got = shownBriefly(value);
  return mismatch({ what: "predictions", expected: EXPECTED, got, where });
}
