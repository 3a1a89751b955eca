import { mismatch } from "../errors/promptcal-error";

/** Predictions of any model, as a file holds them. */
export interface FilePredictions {
  readonly kind: "logits" | "probabilities";
  /** Flat [n, c]. */
  readonly values: Float64Array;
  /** Shape [n]. */
  readonly labels: Int32Array;
  readonly classes: number;
}

/** How far the sum of a row of probabilities may be from 1: what four printed digits leave. */
const SUM_TOLERANCE = 1e-3;

/**
 * Refuses what no metric is defined on.
 * @param place names a row, counted from 0, as the file counts it
 * @throws PromptcalError naming the first row with a value that is not finite, a label out of range, or
 *   probabilities outside [0, 1] or with a sum that is not 1
 */
export function checkPredictions(
  { kind, values, labels, classes }: FilePredictions,
  place: (row: number) => string,
): void {
  for (let row = 0; row < labels.length; row++) {
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      const value = values[row * classes + k]!;
      const inside = kind === "logits" ? Number.isFinite(value) : value >= 0 && value <= 1;
      if (!inside) {
        throw mismatch({
          what: kind === "logits" ? "logit" : "probability",
          expected: kind === "logits" ? "a finite number" : "a number in [0, 1]",
          got: String(value),
          where: `${place(row)}, class ${k}`,
        });
      }
      sum += value;
    }
    if (kind === "probabilities" && Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw mismatch({
        what: "probabilities",
        expected: "a row that sums to 1",
        got: `a sum of ${sum}`,
        where: place(row),
        fix: "name the columns logit_0, logit_1, … if these are logits",
      });
    }
    checkLabel(labels[row]!, classes, () => place(row));
  }
}

/** Refuses a label that is not one of the classes. */
export function checkLabel(label: number, classes: number, place: () => string): void {
  if (Number.isInteger(label) && label >= 0 && label < classes) return;
  throw mismatch({
    what: "label",
    expected: `a class index from 0 to ${classes - 1}`,
    got: String(label),
    where: place(),
  });
}
