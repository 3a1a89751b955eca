import { softmax } from "../metrics/probability/softmax";
import type { CalibrationData } from "./calibration-data";

/**
 * Mean NLL of given logits with its gradient by each of them, (p - onehot) / n: what vector and matrix
 * scaling pass on to their own parameters.
 * @param logits flat [n, c]
 * @returns the NLL in nats and the gradient, flat [n, c]
 */
export function nllWithGradient(
  logits: Float64Array,
  labels: CalibrationData["labels"],
): { nll: number; gradient: Float64Array } {
  const n = labels.length;
  const classes = logits.length / n;
  const gradient = softmax(logits, classes);
  let nll = 0;
  for (let i = 0; i < n; i++) {
    const from = i * classes;
    const own = from + labels[i]!;
    let largest = -Infinity;
    for (let k = from; k < from + classes; k++) largest = Math.max(largest, logits[k]!);
    let mass = 0;
    for (let k = from; k < from + classes; k++) mass += Math.exp(logits[k]! - largest);
    nll += largest + Math.log(mass) - logits[own]!;
    gradient[own]! -= 1;
  }
  for (let k = 0; k < gradient.length; k++) gradient[k]! /= n;
  return { nll: nll / n, gradient };
}
