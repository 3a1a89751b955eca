import type { Reals } from "../metrics/probability/softmax";
import type { CalibrationData } from "./calibration-data";
import { type MonotoneCurve, evaluateMonotone, fitMonotone } from "./monotone-fit";
import { applyPerClass, fitPerClass } from "./one-versus-rest";

/** Isotonic regression: each class's probability passes a rising curve of its own. */
export interface IsotonicModel {
  readonly method: "isotonic";
  /** One per class. */
  readonly curves: readonly MonotoneCurve[];
}

/** Isotonic regression (Zadrozny and Elkan 2002), one class against the rest, rows scaled to sum 1. */
export function fitIsotonic(data: CalibrationData): IsotonicModel {
  const curves = fitPerClass(data, ({ confidence, correct }) =>
    fitMonotone(confidence, correct),
  );
  return { method: "isotonic", curves };
}

/** Calibrated probabilities, flat [n, c]; rows sum to 1. */
export function applyIsotonic({ curves }: IsotonicModel, logits: Reals): Float64Array {
  return applyPerClass(curves, logits, "isotonic regression", evaluateMonotone);
}
