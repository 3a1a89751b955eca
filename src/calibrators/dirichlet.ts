import type { Infer } from "../files/json/schema";
import { logSumExp, type Reals } from "../metrics/probability/softmax";
import { type CalibrationData, checkedClasses, checkedRows } from "./calibration-data";
import { type MatrixOptions, affineModel, applyMatrix, fitMatrix } from "./matrix-scaling";

/** Dirichlet calibration: p = softmax(W ln q + b), q the uncalibrated probabilities. */
export const DIRICHLET = affineModel("dirichlet");
export type DirichletModel = Infer<typeof DIRICHLET>;

/**
 * Dirichlet calibration in its linear parametrisation with ODIR (Kull et al. 2019, section 3): the calibration map of
 * probabilities that are Dirichlet-distributed in each class. It is matrix scaling of the log-probabilities, fitted by
 * L-BFGS on the NLL plus both weights of ODIR. W and b belong to the classes of the fit, so it says nothing of others:
 * it applies to base classes only.
 */
export function fitDirichlet(
  data: CalibrationData,
  options: MatrixOptions = {},
): DirichletModel {
  const logits = logProbabilities(data.logits, checkedClasses(data));
  return { ...fitMatrix({ ...data, logits }, options), method: "dirichlet" };
}

/** Calibrated probabilities, flat [n, c]. */
export function applyDirichlet(model: DirichletModel, logits: Reals): Float64Array {
  const classes = model.intercepts.length;
  checkedRows(logits, classes, "Dirichlet calibration");
  return applyMatrix(model, logProbabilities(logits, classes));
}

/** Row-wise log-softmax. */
function logProbabilities(logits: Reals, classes: number): Float64Array {
  const out = Float64Array.from(logits);
  for (let from = 0; from < out.length; from += classes) {
    const total = logSumExp(logits, from, from + classes);
    for (let k = from; k < from + classes; k++) out[k]! -= total;
  }
  return out;
}
