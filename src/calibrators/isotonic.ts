import * as v from "valibot";
import { fields, type Infer } from "../files/json/schema";
import { perClass } from "./model-fields";
import type { Reals } from "../metrics/probability/softmax";
import type { CalibrationData } from "./calibration-data";
import { evaluateMonotone, fitMonotone, MONOTONE_CURVE } from "./monotone-fit";
import { applyPerClass, fitPerClass } from "./one-versus-rest";

/** Isotonic regression: each class's probability passes a rising curve of its own. */
export const ISOTONIC = fields({
  method: v.literal("isotonic"),
  /** One per class. */
  curves: perClass(MONOTONE_CURVE),
});
export type IsotonicModel = Infer<typeof ISOTONIC>;

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
