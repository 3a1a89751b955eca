import * as v from "valibot";
import { fields, finiteNumber, list, ruled, type Infer } from "../files/json/schema";
import { ofLength, perClass } from "./model-fields";
import type { Objective } from "../numeric/lbfgs";
import { type Reals, softmax } from "../metrics/probability/softmax";
import {
  type AffineMap,
  type AffinePenalty,
  affineLogits,
  fitAffine,
  penalisedNll,
} from "./affine-nll";
import { type CalibrationData, checkedClasses, checkedRows } from "./calibration-data";

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
  return { method: "matrix", ...fitAffine(data, odir(checkedClasses(data), options)) };
}

/** Mean NLL plus ODIR as a function of W, row by row, and b: [c * c + c]. */
export function matrixObjective(
  data: CalibrationData,
  options: MatrixOptions = {},
): Objective {
  return penalisedNll(data, odir(data.logits.length / data.labels.length, options));
}

/** ODIR's weights: means over W's entries off the diagonal and over b. The diagonal is free. */
function odir(
  classes: number,
  { offDiagonal = 0.01, intercept = 0.01 }: MatrixOptions,
): AffinePenalty {
  return {
    diagonal: 0,
    offDiagonal: offDiagonal / (classes * classes - classes),
    intercept: intercept / classes,
  };
}

/** Calibrated probabilities, flat [n, c]. */
export function applyMatrix(
  { weights, intercepts }: AffineMap,
  logits: Reals,
): Float64Array {
  const classes = intercepts.length;
  checkedRows(logits, classes, "matrix scaling");
  return softmax(
    affineLogits(Float64Array.from([...weights, ...intercepts]), logits, classes),
    classes,
  );
}
