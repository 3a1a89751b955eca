import * as v from "valibot";
import { fields, finiteNumber, type Infer } from "../files/json/schema";
import { perClass } from "./model-fields";
import type { Reals } from "../metrics/probability/softmax";
import type { CalibrationData } from "./calibration-data";
import { fitLogistic, sigmoid } from "./logistic-regression";
import { applyPerClass, fitPerClass } from "./one-versus-rest";

const PAIR = v.pipe(
  v.strictTuple([finiteNumber(), finiteNumber()], "a list of 2"),
  v.readonly(),
);

/** Platt scaling: each class's log odds pass a line of their own. */
export const PLATT = fields({
  method: v.literal("platt"),
  /** Slope and intercept of each class, [c][2]. */
  lines: perClass(PAIR),
});
export type PlattModel = Infer<typeof PLATT>;

/** Probabilities are kept this far from 0 and 1, where log odds are infinite. */
const MARGIN = 1e-12;
const RIDGE = 1e-9;

/**
 * Platt scaling (Platt 1999) of the log odds of each class's probability, one class against the rest,
 * rows scaled to sum 1. Targets are Platt's (m + 1) / (m + 2) and 1 / (n - m + 2) for m of n samples in
 * the class, so that data without overlap have a finite fit.
 */
export function fitPlatt(data: CalibrationData): PlattModel {
  const lines = fitPerClass(data, ({ confidence, correct }) => {
    const members = correct.reduce((sum, each) => sum + each, 0);
    const targets = Float64Array.from(correct, (each) =>
      each === 1 ? (members + 1) / (members + 2) : 1 / (correct.length - members + 2),
    );
    const [slope, intercept] = fitLogistic([confidence.map(logOdds)], targets, RIDGE);
    return [slope!, intercept!] as const;
  });
  return { method: "platt", lines };
}

/** Calibrated probabilities, flat [n, c]; rows sum to 1. */
export function applyPlatt({ lines }: PlattModel, logits: Reals): Float64Array {
  return applyPerClass(lines, logits, "Platt scaling", ([slope, intercept], p) =>
    sigmoid(slope * logOdds(p) + intercept),
  );
}

function logOdds(p: number): number {
  const inside = Math.min(Math.max(p, MARGIN), 1 - MARGIN);
  return Math.log(inside / (1 - inside));
}
