import { mismatch, shownBriefly } from "../errors/promptcal-error";
import { arrayPredictions, type NamedArrays, type NumberArray } from "./array-predictions";
import type { FilePredictions } from "./file-predictions";
import { positionOf } from "./names";

/** Numbers or truth values, or names of classes, one per sample. */
type Row = ArrayLike<number | boolean | string>;

/**
 * Predictions as a program holds them, by the names of `arrayPredictions`: `labels` and `logits` or `probs`, or
 * `confidence` and `correct`. Scores are a row per sample, or flat [n, c]. Labels may be names of `classNames`.
 */
export type PlainPredictions = Readonly<Record<string, Row | ArrayLike<Row> | undefined>>;

/**
 * Predictions of plain arrays.
 * @param where for errors, for instance the file that they were read from
 * @throws PromptcalError for ragged rows, names that are no class, and as `arrayPredictions` does
 */
export function plainPredictions(
  { classNames, ...given }: PlainPredictions,
  where = "the given arrays",
): FilePredictions {
  const arrays = Object.entries(given).flatMap(([name, values]) =>
    values === undefined ? [] : [{ name, values }],
  );
  const label = positionOf(
    "label",
    arrays.map(({ name }) => name),
  );
  const samples = label === undefined ? undefined : arrays[label]!.values.length;
  const classes =
    classNames === undefined
      ? []
      : Array.from(classNames as Row, (name) => String(name).normalize("NFC"));
  const named: NamedArrays = new Map(
    arrays.map(({ name, values }) => [
      name,
      () => numberArray({ name, values, samples, classes, where }),
    ]),
  );
  return arrayPredictions(named, where);
}

interface PlainArray {
  readonly name: string;
  readonly values: Row | ArrayLike<Row>;
  /** Number of labels, by which flat scores are divided into rows; undefined without labels. */
  readonly samples: number | undefined;
  readonly classes: readonly string[];
  readonly where: string;
}

function numberArray({ name, values, samples, classes, where }: PlainArray): NumberArray {
  const rows = Array.from(values as ArrayLike<unknown>);
  const [first] = rows;
  if (typeof first !== "object" || first === null) {
    const data = rows.map((value, row) =>
      numberOf(value, classes, `${where}, ${name}, row ${row + 1}`),
    );
    const width = data.length / (samples ?? data.length);
    const isFlat = Number.isInteger(width) && width > 1;
    return { shape: isFlat ? [samples!, width] : [data.length], data };
  }
  const width = (first as Row).length;
  const data = new Float64Array(rows.length * width);
  rows.forEach((value, row) => {
    const location = `${where}, ${name}, row ${row + 1}`;
    const cells = Array.from((value ?? []) as Row);
    if (cells.length !== width) {
      const expected = `${width} numbers as in the first row`;
      throw mismatch({ what: name, expected, got: String(cells.length), where: location });
    }
    data.set(
      cells.map((cell) => numberOf(cell, [], location)),
      row * width,
    );
  });
  return { shape: [rows.length, width], data };
}

function numberOf(value: unknown, classes: readonly string[], where: string): number {
  if (typeof value === "number" || typeof value === "bigint") return Number(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  const index = classes.indexOf(String(value).normalize("NFC"));
  if (typeof value === "string" && index >= 0) return index;
  throw mismatch({
    what: "value",
    expected: classes.length > 0 ? "a number or one of classNames" : "a number",
    got: shownBriefly(value),
    where,
    ...(typeof value === "string" && classes.length === 0
      ? { fix: "give the names of the classes in their order as classNames" }
      : {}),
  });
}
