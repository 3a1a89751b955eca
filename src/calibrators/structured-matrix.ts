import * as v from "valibot";
import { fields, finiteNumber, list, ruled, type Infer } from "../files/json/schema";
import type { Reals } from "../metrics/probability/softmax";
import { type AffinePenalty, fitAffine } from "./affine-nll";
import { type CalibrationData, checkedClasses, checkedRows } from "./calibration-data";
import { applyMatrix } from "./matrix-scaling";
import { ofLength, perClass } from "./model-fields";
import { SCALING_TEMPERATURE, applyTemperature, fitTemperature } from "./temperature";

/** Structured matrix scaling: p = softmax(W ln q + b), q the smoothed probabilities at a temperature. */
export const STRUCTURED_MATRIX = ruled(
  fields({
    method: v.literal("structured-matrix"),
    /** T, fitted first. */
    temperature: SCALING_TEMPERATURE,
    /** Share of the uniform distribution in q; above 0, so that ln q is finite. */
    smoothing: finiteNumber(Number.EPSILON, 1),
    /** W, row by row, flat [c, c]. */
    weights: list(finiteNumber()),
    /** b, one per class. */
    intercepts: perClass(finiteNumber()),
  }),
  ({ weights, intercepts }) => ofLength(weights, intercepts.length ** 2, "weights"),
);
export type StructuredMatrixModel = Infer<typeof STRUCTURED_MATRIX>;

/** Settings of structured matrix scaling. */
export interface StructuredMatrixOptions {
  /** Factor of all three penalties; 1 by default, as in the authors' package. */
  readonly strength?: number;
}

/**
 * Structured matrix scaling, SMS (Berta, Holzmüller, Jordan and Bach 2025, arXiv 2511.03685; defaults as in the authors'
 * package probmetrics 1.3.0). First temperature scaling, mixed with the uniform distribution: q = (1 - s) softmax(z / T)
 * + s / c with s = 1 / (n + 1). Then W = I + D + O, D diagonal and O off the diagonal, and b minimise the mean NLL of
 * softmax(W ln q + b) plus c / n (|D|^2 + |b|^2) + c (c - 1) / n |O|^2. The fewer samples per parameter, the closer it
 * stays to temperature scaling. W and b belong to the classes of the fit, so it applies to base classes only.
 */
export function fitStructuredMatrix(
  data: CalibrationData,
  { strength = 1 }: StructuredMatrixOptions = {},
): StructuredMatrixModel {
  const classes = checkedClasses(data);
  const n = data.labels.length;
  const { temperature } = fitTemperature(data);
  const start = { temperature, smoothing: 1 / (n + 1) };
  const logits = smoothedLogProbabilities(start, data.logits, classes);
  const penalty = structuredPenalty(classes, n, strength);
  return {
    method: "structured-matrix",
    ...start,
    ...fitAffine({ logits, labels: data.labels }, penalty),
  };
}

/** The weights of the penalty for c classes and n samples. */
export function structuredPenalty(classes: number, n: number, strength = 1): AffinePenalty {
  const linear = (strength * classes) / n;
  return { diagonal: linear, offDiagonal: linear * (classes - 1), intercept: linear };
}

/** Calibrated probabilities, flat [n, c]. */
export function applyStructuredMatrix(
  model: StructuredMatrixModel,
  logits: Reals,
): Float64Array {
  const classes = model.intercepts.length;
  checkedRows(logits, classes, "structured matrix scaling");
  return applyMatrix(model, smoothedLogProbabilities(model, logits, classes));
}

/** ln q, flat [n, c]: q = (1 - s) softmax(z / T) + s / c. */
export function smoothedLogProbabilities(
  { temperature, smoothing }: Pick<StructuredMatrixModel, "temperature" | "smoothing">,
  logits: Reals,
  classes: number,
): Float64Array {
  const scaled = applyTemperature({ method: "temperature", temperature }, logits, classes);
  return scaled.map((p) => Math.log((1 - smoothing) * p + smoothing / classes));
}
