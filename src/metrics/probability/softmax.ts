import { mismatch } from "../../errors/promptcal-error";

/** Real numbers as they lie in a predictions file. */
export type Reals = Float32Array | Float64Array;

/**
 * Number of classes c of a flat [n, c] array, checked against its n labels.
 * @throws PromptcalError when n is 0, the lengths do not fit, a label is not one of the c classes,
 *   or a value is not finite
 */
export function classCount(values: Reals, labels: Int32Array, what: string): number {
  const classes = values.length / labels.length;
  if (labels.length === 0 || !Number.isInteger(classes) || classes === 0) {
    throw mismatch({
      what,
      expected: "a flat [n, c] array with n labels, n and c at least 1",
      got: `${values.length} values and ${labels.length} labels`,
    });
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) {
      throw mismatch({
        what,
        expected: "finite numbers",
        got: String(values[i]),
        where: `sample ${Math.floor(i / classes)}, class ${i % classes}`,
      });
    }
  }
  for (let i = 0; i < labels.length; i++) {
    if (!(labels[i]! >= 0 && labels[i]! < classes)) {
      throw mismatch({
        what: "label",
        expected: `a class index from 0 to ${classes - 1}`,
        got: String(labels[i]),
        where: `sample ${i}`,
      });
    }
  }
  return classes;
}

/** Logarithm of the sum of exponentials of values[from .. to), in float64, without overflow. */
export function logSumExp(values: Reals, from: number, to: number): number {
  let max = -Infinity;
  for (let i = from; i < to; i++) if (values[i]! > max) max = values[i]!;
  let sum = 0;
  for (let i = from; i < to; i++) sum += Math.exp(values[i]! - max);
  return max + Math.log(sum);
}

/**
 * Row-wise softmax in float64.
 * @param logits flat [n, c], already scaled; finite
 * @returns probabilities, flat [n, c]; each row sums to 1
 */
export function softmax(logits: Reals, classes: number): Float64Array {
  const out = new Float64Array(logits.length);
  for (let from = 0; from < logits.length; from += classes) {
    const to = from + classes;
    let max = -Infinity;
    for (let i = from; i < to; i++) if (logits[i]! > max) max = logits[i]!;
    let sum = 0;
    for (let i = from; i < to; i++) sum += out[i] = Math.exp(logits[i]! - max);
    for (let i = from; i < to; i++) out[i]! /= sum;
  }
  return out;
}
