import * as v from "valibot";
import { fields, FLAG, type Infer } from "../files/json/schema";
import { type Reals, softmax } from "../metrics/probability/softmax";
import { type CalibrationData, checkedClasses } from "./calibration-data";
import { evaluateMonotone, fitMonotone, MONOTONE_CURVE } from "./monotone-fit";

/** Multi-class isotonic regression: all probabilities of all classes pass one rising curve. */
export const MULTI_ISOTONIC = fields({
  method: v.literal("multi-isotonic"),
  softmaxTwice: FLAG,
  normalise: FLAG,
  curve: MONOTONE_CURVE,
});
export type MultiIsotonicModel = Infer<typeof MULTI_ISOTONIC>;

/** Settings of multi-isotonic regression. */
export interface MultiIsotonicOptions {
  /**
   * Whether the curve's input is the softmax of the probabilities instead of the probabilities: what
   * the paper's lab computes. False by default.
   */
  readonly softmaxTwice?: boolean;
  /** Whether rows are scaled to sum 1; true by default. The paper's lab leaves them. */
  readonly normalise?: boolean;
}

/** Share of the input that is added to the curve, so that the order of classes survives flat stretches. */
const TIE_BREAK = 1e-9;

/** Multi-class isotonic regression (Zhang et al. 2020, Mix-n-Match): keeps the order of the classes. */
export function fitMultiIsotonic(
  data: CalibrationData,
  { softmaxTwice = false, normalise = true }: MultiIsotonicOptions = {},
): MultiIsotonicModel {
  const classes = checkedClasses(data);
  const inputs = curveInputs(data.logits, classes, softmaxTwice);
  const targets = new Uint8Array(inputs.length);
  data.labels.forEach((label, i) => (targets[i * classes + label] = 1));
  const curve = fitMonotone(inputs, targets);
  return { method: "multi-isotonic", softmaxTwice, normalise, curve };
}

/** Calibrated probabilities, flat [n, c]; the curve serves any number of classes. */
export function applyMultiIsotonic(
  { curve, softmaxTwice, normalise }: MultiIsotonicModel,
  logits: Reals,
  classes: number,
): Float64Array {
  const inputs = curveInputs(logits, classes, softmaxTwice);
  const out = inputs.map((p) => evaluateMonotone(curve, p) + TIE_BREAK * p);
  if (!normalise) return out;
  for (let from = 0; from < out.length; from += classes) {
    const row = out.subarray(from, from + classes);
    const sum = row.reduce((total, p) => total + p, 0);
    for (let k = 0; k < classes; k++) row[k]! /= sum;
  }
  return out;
}

function curveInputs(logits: Reals, classes: number, twice: boolean): Float64Array {
  const once = softmax(logits, classes);
  return twice ? softmax(once, classes) : once;
}
