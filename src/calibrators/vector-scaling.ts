import * as v from "valibot";
import { fields, finiteNumber, list, ruled, type Infer } from "../files/json/schema";
import { ofLength, perClass } from "./model-fields";
import { minimise } from "../numeric/lbfgs";
import { type Reals, softmax } from "../metrics/probability/softmax";
import { type CalibrationData, checkedClasses, checkedRows } from "./calibration-data";
import { nllWithGradient } from "./linear-nll";

/** Vector scaling: p = softmax(w * z + b), class by class. */
export const VECTOR = ruled(
  fields({
    method: v.literal("vector"),
    /** w, one per class. */
    weights: list(finiteNumber()),
    /** b, one per class; only their differences matter. */
    intercepts: perClass(finiteNumber()),
  }),
  ({ weights, intercepts }) => ofLength(weights, intercepts.length, "weights"),
);
export type VectorModel = Infer<typeof VECTOR>;

/** Settings of vector scaling. */
export interface VectorOptions {
  /**
   * Weight of the mean square of (w - 1) and of b, which keeps the fit finite where the data could be
   * separated; 1e-4 by default.
   */
  readonly ridge?: number;
}

/** Weights and intercepts with the least NLL plus ridge on the data (Guo et al. 2017). */
export function fitVector(
  data: CalibrationData,
  { ridge = 1e-4 }: VectorOptions = {},
): VectorModel {
  const classes = checkedClasses(data);
  const { logits, labels } = data;
  const start = new Float64Array(2 * classes).fill(1, 0, classes);
  const fitted = minimise((x, gradient) => {
    const { nll, gradient: byLogit } = nllWithGradient(scaled(x, logits, classes), labels);
    let loss = nll;
    for (let k = 0; k < 2 * classes; k++) {
      const away = x[k]! - start[k]!;
      loss += (ridge / classes) * away * away;
      gradient[k] = (2 * ridge * away) / classes;
    }
    for (let i = 0; i < byLogit.length; i++) {
      gradient[i % classes]! += byLogit[i]! * logits[i]!;
      gradient[classes + (i % classes)]! += byLogit[i]!;
    }
    return loss;
  }, start);
  return {
    method: "vector",
    weights: [...fitted.subarray(0, classes)],
    intercepts: [...fitted.subarray(classes)],
  };
}

/** Calibrated probabilities, flat [n, c]. */
export function applyVector(
  { weights, intercepts }: VectorModel,
  logits: Reals,
): Float64Array {
  const classes = weights.length;
  checkedRows(logits, classes, "vector scaling");
  return softmax(
    scaled(Float64Array.of(...weights, ...intercepts), logits, classes),
    classes,
  );
}

function scaled(x: Float64Array, logits: Reals, classes: number): Float64Array {
  const out = new Float64Array(logits.length);
  for (let sample = 0; sample < out.length; sample += classes) {
    for (let k = 0; k < classes; k++)
      out[sample + k] = x[k]! * logits[sample + k]! + x[classes + k]!;
  }
  return out;
}
