import { mean } from "../../numeric/mean";
import type { MetricResult } from "../calibration-input";
import { meanMetric } from "../definition/mean-metric";
import { type Reals, classCount } from "./softmax";

/**
 * Brier score of all classes, in [0, 2]: mean over samples of sum_k (p_k - [k = y])^2
 * (Brier 1950, the multi-class form).
 * @param probabilities flat [n, c]
 * @param labels true classes, shape [n]
 * @example
 * // (0.2 - 1)^2 + 0.8^2
 * brier(Float64Array.of(0.2, 0.8), Int32Array.of(0)).value; // => 1.28
 */
export function brier(probabilities: Reals, labels: Int32Array): MetricResult {
  classCount(probabilities, labels, "probabilities");
  return { value: mean(squaredErrors(probabilities, labels)), n: labels.length };
}

export const brierMetric = meanMetric({
  key: "brier",
  title: "Brier score",
  summary: "Mean squared error of the probabilities, summed over classes.",
  unit: "score",
  better: "lower",
  range: [0, 2],
  needs: ["probabilities", "labels"],
  losses: ({ probabilities, labels }) => squaredErrors(probabilities, labels),
});

/** The squared error of each sample, summed over classes; shape [n]. */
function squaredErrors(probabilities: Reals, labels: Int32Array): Float64Array {
  const classes = probabilities.length / labels.length;
  return Float64Array.from(labels, (label, i) => {
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      const error = probabilities[i * classes + k]! - (k === label ? 1 : 0);
      sum += error * error;
    }
    return sum;
  });
}
