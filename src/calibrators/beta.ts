import * as v from "valibot";
import { fields, finiteNumber, type Infer } from "../files/json/schema";
import { perClass } from "./model-fields";
import type { Reals } from "../metrics/probability/softmax";
import type { CalibrationData } from "./calibration-data";
import { fitLogistic, sigmoid } from "./logistic-regression";
import { applyPerClass, fitPerClass } from "./one-versus-rest";

const TRIPLE = v.pipe(
  v.strictTuple([finiteNumber(0), finiteNumber(0), finiteNumber()], "a list of 3"),
  v.readonly(),
);

/** Beta calibration: each class's probability becomes sigmoid(a ln p - b ln(1 - p) + c). */
export const BETA = fields({
  method: v.literal("beta"),
  /** a, b (both at least 0) and c of each class, [c][3]. */
  curves: perClass(TRIPLE),
});
export type BetaModel = Infer<typeof BETA>;

/** Probabilities are kept this far from 0 and 1, where logarithms are infinite. */
const MARGIN = 1e-12;
/** Keeps the fit finite where a class could be told apart without error. */
const RIDGE = 1e-4;

/**
 * Beta calibration (Kull, Silva Filho and Flach 2017), one class against the rest, rows scaled to sum 1.
 * Where a or b comes out below 0 it is set to 0 and the others are refitted, so that curves rise.
 */
export function fitBeta(data: CalibrationData): BetaModel {
  const curves = fitPerClass(data, ({ confidence, correct }) => {
    const targets = Float64Array.from(correct);
    const lower = confidence.map((p) => Math.log(inside(p)));
    const upper = confidence.map((p) => -Math.log(1 - inside(p)));
    const [a, b, c] = fitLogistic([lower, upper], targets, RIDGE);
    if (a! >= 0 && b! >= 0) return [a!, b!, c!] as const;
    const [kept, intercept] = fitLogistic([a! < 0 ? upper : lower], targets, RIDGE);
    const slope = Math.max(0, kept!);
    return a! < 0 ? ([0, slope, intercept!] as const) : ([slope, 0, intercept!] as const);
  });
  return { method: "beta", curves };
}

/** Calibrated probabilities, flat [n, c]; rows sum to 1. */
export function applyBeta({ curves }: BetaModel, logits: Reals): Float64Array {
  return applyPerClass(curves, logits, "beta calibration", ([a, b, c], p) =>
    sigmoid(a * Math.log(inside(p)) - b * Math.log(1 - inside(p)) + c),
  );
}

function inside(p: number): number {
  return Math.min(Math.max(p, MARGIN), 1 - MARGIN);
}
