import * as v from "valibot";
import { fields, finiteNumber, list, ruled, type Infer } from "../files/json/schema";
import { ofLength, perClass } from "./model-fields";
import { type Objective, minimise } from "../numeric/lbfgs";
import { type Reals, softmax } from "../metrics/probability/softmax";
import { type CalibrationData, checkedClasses, checkedRows } from "./calibration-data";
import { nllWithGradient } from "./linear-nll";

/** A stored matrix and intercepts, of a method that is named here. */
export function affineModel<const M extends string>(method: M) {
  return ruled(
    fields({
      method: v.literal(method),
      /** W, row by row: the row of a class gives its new logit from all old ones; flat [c, c]. */
      weights: list(finiteNumber()),
      /** b, one per class. */
      intercepts: perClass(finiteNumber()),
    }),
    ({ weights, intercepts }) => ofLength(weights, intercepts.length ** 2, "weights"),
  );
}

/** Matrix scaling: p = softmax(W z + b). */
export const MATRIX = affineModel("matrix");
export type MatrixModel = Infer<typeof MATRIX>;

/** Regularisation of matrix scaling (ODIR; Kull et al. 2019). */
export interface MatrixOptions {
  /** Weight of the mean square of W's entries off the diagonal; 0.01 by default. */
  readonly offDiagonal?: number;
  /** Weight of the mean square of b; 0.01 by default. */
  readonly intercept?: number;
}

/**
 * The matrix and intercepts with the least NLL plus ODIR: without the regularisation, W has too many
 * entries and learns a small validation set by heart.
 */
export function fitMatrix(data: CalibrationData, options: MatrixOptions = {}): MatrixModel {
  const classes = checkedClasses(data);
  const square = classes * classes;
  const start = new Float64Array(square + classes);
  for (let k = 0; k < classes; k++) start[k * classes + k] = 1;
  const fitted = minimise(matrixObjective(data, options), start);
  return {
    method: "matrix",
    weights: [...fitted.subarray(0, square)],
    intercepts: [...fitted.subarray(square)],
  };
}

/** Mean NLL plus ODIR as a function of W, row by row, and b: [c * c + c]. */
export function matrixObjective(
  { logits, labels }: CalibrationData,
  { offDiagonal = 0.01, intercept = 0.01 }: MatrixOptions = {},
): Objective {
  const classes = logits.length / labels.length;
  const square = classes * classes;
  const off = offDiagonal / (square - classes);
  return (x, gradient) => {
    const { nll, gradient: byLogit } = nllWithGradient(mapped(x, logits, classes), labels);
    let loss = nll;
    gradient.fill(0);
    for (let at = 0; at < byLogit.length; at++) {
      const row = at % classes;
      const sample = at - row;
      for (let j = 0; j < classes; j++)
        gradient[row * classes + j]! += byLogit[at]! * logits[sample + j]!;
      gradient[square + row]! += byLogit[at]!;
    }
    for (let at = 0; at < square + classes; at++) {
      const onDiagonal = at < square && at % (classes + 1) === 0;
      const weight = onDiagonal ? 0 : at < square ? off : intercept / classes;
      loss += weight * x[at]! ** 2;
      gradient[at]! += 2 * weight * x[at]!;
    }
    return loss;
  };
}

/** Calibrated probabilities, flat [n, c]. */
export function applyMatrix(
  { weights, intercepts }: MatrixModel,
  logits: Reals,
): Float64Array {
  const classes = intercepts.length;
  checkedRows(logits, classes, "matrix scaling");
  return softmax(
    mapped(Float64Array.from([...weights, ...intercepts]), logits, classes),
    classes,
  );
}

function mapped(x: Float64Array, logits: Reals, classes: number): Float64Array {
  const square = classes * classes;
  const out = new Float64Array(logits.length);
  for (let at = 0; at < out.length; at++) {
    const row = at % classes;
    const sample = at - row;
    let sum = x[square + row]!;
    for (let j = 0; j < classes; j++) sum += x[row * classes + j]! * logits[sample + j]!;
    out[at] = sum;
  }
  return out;
}
