import type { CalibrationInput } from "../calibration-input";
import { type Reals, classCount, softmax } from "./softmax";

/** Top-1 predictions with their confidence and verdict. */
export interface Predicted extends CalibrationInput {
  /** Predicted class, shape [n]; the first one where several are equal. */
  readonly prediction: Int32Array;
}

/**
 * Confidence, prediction and verdict of each sample: conf = max_k softmax(z)_k, in float64.
 * @param logits flat [n, c], already scaled
 * @param labels true classes, shape [n]
 * @example
 * const logits = Float64Array.of(0, Math.log(3), 2, 2);
 * const { confidence, prediction, correct } = predictFromLogits(logits, Int32Array.of(1, 1));
 * confidence; // => [0.75, 0.5]
 * prediction; // => [1, 0]
 * correct; // => [1, 0]
 */
export function predictFromLogits(logits: Reals, labels: Int32Array): Predicted {
  return predict(softmax(logits, classCount(logits, labels, "logits")), labels);
}

/** As `predictFromLogits`, of probabilities (flat [n, c]), for instance a calibrator's. */
export function predictFromProbabilities(
  probabilities: Reals,
  labels: Int32Array,
): Predicted {
  classCount(probabilities, labels, "probabilities");
  return predict(probabilities, labels);
}

function predict(probabilities: Reals, labels: Int32Array): Predicted {
  const n = labels.length;
  const classes = probabilities.length / n;
  const confidence = new Float64Array(n);
  const prediction = new Int32Array(n);
  const correct = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    let best = i * classes;
    for (let j = best + 1; j < (i + 1) * classes; j++) {
      if (probabilities[j]! > probabilities[best]!) best = j;
    }
    confidence[i] = probabilities[best]!;
    prediction[i] = best - i * classes;
    correct[i] = prediction[i] === labels[i] ? 1 : 0;
  }
  return { confidence, prediction, correct };
}
