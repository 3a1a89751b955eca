import type { ImageDataset } from "../../datasets/image-dataset";
import { mismatch } from "../../errors/promptcal-error";
import {
  arrayPredictions,
  type NamedArrays,
  type NumberArray,
} from "../../predictions/array-predictions";
import { positionOf } from "../../predictions/names";
import { labelsOf } from "../run/predict";
import type { ClassSet } from "../run/predictions";

/** What a file says of the test images of base or of new classes. */
export interface ClassSetScores {
  /** Flat [n, classes]; logarithms, where the file has probabilities. */
  readonly logits: Float32Array;
  /** Unit rows, flat [classes, d]; empty where the file has none. */
  readonly textFeatures: Float32Array;
}

/** A probability of 0 has no logarithm: the smallest normal float32 stands for it. */
const TINY = 2 ** -126;
const TEXT_FEATURES = "text_features";

/**
 * Reads the arrays of one class set, whose names begin or end with it: `base_logits`, `logits.base`. Without
 * labels, rows are taken to be the data set's test images in their order.
 * @throws PromptcalError where they are missing, or do not fit the data set's test images and classes
 */
export function classSetScores(
  arrays: NamedArrays,
  set: ClassSet,
  { classNames, test, name }: ImageDataset,
  path: string,
): ClassSetScores {
  const own = arraysOf(arrays, set);
  const names = [...own.keys()];
  const labels = labelsOf(test);
  if (positionOf("label", names) === undefined)
    own.set("labels", () => ({ shape: [labels.length], data: labels }));
  const at = positionOf("logits", names) ?? positionOf("probabilities", names);
  const missing = mismatch({
    what: `logits of ${set} classes`,
    expected: `an array ${set}_logits or ${set}_probs`,
    got: [...arrays.keys()].join(", ") || "no array",
    where: path,
  });
  if (at === undefined) throw missing;
  const { shape } = own.get(names[at]!)!();
  if (String(shape) !== String([test.length, classNames.length])) {
    const expected = `shape [${test.length}, ${classNames.length}], the test images and ${set} classes of ${name}`;
    const got = `[${shape.join(", ")}]`;
    throw mismatch({ what: `${set} logits`, expected, got, where: path });
  }
  const found = arrayPredictions(own, path);
  if (found.kind === "confidences") throw missing;
  checkLabels(found.labels, labels, classNames, `${set} classes`, path);
  const values =
    found.kind === "logits"
      ? found.values
      : found.values.map((share) => Math.log(Math.max(share, TINY)));
  return {
    logits: Float32Array.from(values),
    textFeatures: textFeatures(own.get(TEXT_FEATURES)?.(), classNames.length, path),
  };
}

/** The arrays of a class set under what remains of their names. */
function arraysOf(arrays: NamedArrays, set: ClassSet): Map<string, () => NumberArray> {
  const around = new RegExp(`^${set}[._/-](.*)$|^(.*)[._/-]${set}$`, "i");
  const own = [...arrays].flatMap(([name, read]) => {
    const match = around.exec(name);
    return match === null ? [] : [[match[1] ?? match[2]!, read] as const];
  });
  return new Map(own);
}

function checkLabels(
  got: Int32Array,
  expected: Int32Array,
  classNames: readonly string[],
  what: string,
  where: string,
): void {
  const row = got.findIndex((label, i) => label !== expected[i]);
  if (row < 0) return;
  const label = expected[row]!;
  throw mismatch({
    what: `label of row ${row + 1} of ${what}`,
    expected: `${label} (${classNames[label]!}), the data set's`,
    got: String(got[row]),
    where,
    fix: "store rows in the order of the data set's test images, and count each set's classes from 0",
  });
}

function textFeatures(
  array: NumberArray | undefined,
  classes: number,
  where: string,
): Float32Array {
  if (array === undefined) return new Float32Array(0);
  const [rows, width = 0] = array.shape;
  if (array.shape.length !== 2 || rows !== classes || width === 0) {
    throw mismatch({
      what: TEXT_FEATURES,
      expected: `shape [${classes}, d]`,
      got: `[${array.shape.join(", ")}]`,
      where,
    });
  }
  const data = Float32Array.from(array.data);
  for (let at = 0; at < data.length; at += width) {
    const row = data.subarray(at, at + width);
    const length = Math.hypot(...row);
    row.forEach((value, i) => (row[i] = value / length));
  }
  return data;
}
