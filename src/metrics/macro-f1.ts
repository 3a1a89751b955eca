import type { MetricResult } from "./calibration-input";
import type { Predicted } from "./confidence";

/**
 * Mean F1 score of the classes that occur among the labels, a fraction in [0, 1]; a class that is never
 * predicted rightly has 0.
 * @param labels true classes, shape [n]
 */
export function macroF1(
  { prediction }: Pick<Predicted, "prediction">,
  labels: Int32Array,
): MetricResult {
  const hits = new Map<number, number>();
  const predicted = new Map<number, number>();
  const present = new Map<number, number>();
  const count = (of: Map<number, number>, k: number) => of.set(k, (of.get(k) ?? 0) + 1);
  labels.forEach((label, i) => {
    count(present, label);
    count(predicted, prediction[i]!);
    if (prediction[i] === label) count(hits, label);
  });
  let sum = 0;
  for (const [label, size] of present)
    sum += (2 * (hits.get(label) ?? 0)) / (size + (predicted.get(label) ?? 0));
  return { value: sum / present.size, n: labels.length };
}
