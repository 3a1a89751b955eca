import type { MetricResult } from "./calibration-input";
import { type Reals, classCount } from "./softmax";

/**
 * Brier score of all classes, in [0, 2]: mean over samples of sum_k (p_k - [k = y])^2
 * (Brier 1950, the multi-class form).
 * @param probabilities flat [n, c]
 * @param labels true classes, shape [n]
 */
export function brier(probabilities: Reals, labels: Int32Array): MetricResult {
  const classes = classCount(probabilities, labels, "probabilities");
  const n = labels.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < classes; k++) {
      const error = probabilities[i * classes + k]! - (k === labels[i] ? 1 : 0);
      sum += error * error;
    }
  }
  return { value: sum / n, n };
}
