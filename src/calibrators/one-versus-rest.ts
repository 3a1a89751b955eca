import { oneVersusRest } from "../metrics/probability/one-versus-rest";
import { type Reals, softmax } from "../metrics/probability/softmax";
import type { CalibrationInput } from "../metrics/calibration-input";
import { type CalibrationData, checkedClasses, checkedRows } from "./calibration-data";

/**
 * Fits a binary calibrator for each class: its probability against being of the class (Zadrozny and
 * Elkan 2002).
 */
export function fitPerClass<T>(
  data: CalibrationData,
  fit: (input: CalibrationInput) => T,
): readonly T[] {
  const classes = checkedClasses(data);
  const probabilities = softmax(data.logits, classes);
  return Array.from({ length: classes }, (_, k) =>
    fit(oneVersusRest(probabilities, data.labels, k)),
  );
}

/**
 * Maps each class's probability by its own calibrator and scales rows to sum 1. A row of zeros, where
 * no class is left, keeps its probabilities.
 * @param logits flat [n, c]
 * @param map calibrated probability of a class, at least 0
 */
export function applyPerClass<T>(
  models: readonly T[],
  logits: Reals,
  method: string,
  map: (model: T, probability: number) => number,
): Float64Array {
  const classes = models.length;
  checkedRows(logits, classes, method);
  const out = softmax(logits, classes);
  const row = new Float64Array(classes);
  for (let from = 0; from < out.length; from += classes) {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += row[k] = map(models[k]!, out[from + k]!);
    if (sum === 0) continue;
    for (let k = 0; k < classes; k++) out[from + k] = row[k]! / sum;
  }
  return out;
}
