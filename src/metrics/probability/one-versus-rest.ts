import type { CalibrationInput } from "../calibration-input";
import type { Reals } from "./softmax";

/**
 * One class against the rest: the probability of the class is the confidence, being of the
 * class the verdict.
 * @param probabilities flat [n, c]
 * @param labels true classes, shape [n]
 */
export function oneVersusRest(
  probabilities: Reals,
  labels: Int32Array,
  chosen: number,
): CalibrationInput {
  const n = labels.length;
  const classes = probabilities.length / n;
  const confidence = new Float64Array(n);
  const correct = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    confidence[i] = probabilities[i * classes + chosen]!;
    correct[i] = labels[i] === chosen ? 1 : 0;
  }
  return { confidence, correct };
}

/** Every class as such a question, in order; made one at a time, since all together are as large as `probabilities`. */
export function* classQuestions(
  probabilities: Reals,
  labels: Int32Array,
): Generator<CalibrationInput, void> {
  const classes = probabilities.length / labels.length;
  for (let k = 0; k < classes; k++) yield oneVersusRest(probabilities, labels, k);
}
