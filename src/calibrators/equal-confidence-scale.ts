import { mismatch, PromptcalError } from "../errors/promptcal-error";
import type { CosineGroup } from "./logit-scale";

/** A logit scale at which mean confidence equals accuracy. */
export interface EqualConfidence {
  readonly scale: number;
  /** Share of samples whose own class has the largest cosine; no scale changes it. */
  readonly accuracy: number;
  readonly n: number;
}

const SMALLEST = 1;
const LARGEST = 1000;
const ITERATIONS = 100;
const TOLERANCE = 1e-12;

/**
 * The scale s at which the mean confidence of softmax(s * cosines) equals the accuracy, within [1, 1000]. The
 * paper's premise is that zero-shot CLIP is calibrated; least NLL, which weighs the surest errors most, leaves a
 * gap. Confidence rises with s, so there is one such s; it is found by bisection.
 * @param groups label sets may differ in size; each sample counts once
 * @throws PromptcalError without samples, or where no scale reaches the accuracy
 */
export function equalConfidenceScale(groups: readonly CosineGroup[]): EqualConfidence {
  const n = groups.reduce((sum, { labels }) => sum + labels.length, 0);
  if (n === 0)
    throw new PromptcalError("logit scale: expected samples to fit on, got none");
  const accuracy = meanOver(groups, n, (cosines, label) =>
    cosines[label] === Math.max(...cosines) ? 1 : 0,
  );
  const gap = (scale: number): number =>
    meanOver(groups, n, (cosines) => confidence(cosines, scale)) - accuracy;
  let [low, high] = [SMALLEST, LARGEST];
  if (gap(low) > 0 || gap(high) < 0) {
    throw mismatch({
      what: "logit scale",
      expected: `a mean confidence of ${accuracy.toFixed(3)}, the accuracy, between scales ${low} and ${high}`,
      got: `${(gap(low) + accuracy).toFixed(3)} to ${(gap(high) + accuracy).toFixed(3)}`,
    });
  }
  for (let i = 0; i < ITERATIONS && high - low > TOLERANCE * high; i++) {
    const middle = Math.sqrt(low * high);
    if (gap(middle) > 0) high = middle;
    else low = middle;
  }
  return { scale: Math.sqrt(low * high), accuracy, n };
}

/** Mean of a value of each sample. */
function meanOver(
  groups: readonly CosineGroup[],
  n: number,
  value: (cosines: Float32Array, label: number) => number,
): number {
  let sum = 0;
  for (const { cosines, labels } of groups) {
    const classes = cosines.length / labels.length;
    labels.forEach((label, i) => {
      sum += value(cosines.subarray(i * classes, (i + 1) * classes), label);
    });
  }
  return sum / n;
}

/** Largest probability of softmax(scale * cosines). */
function confidence(cosines: Float32Array, scale: number): number {
  const largest = Math.max(...cosines);
  let mass = 0;
  for (const cosine of cosines) mass += Math.exp(scale * (cosine - largest));
  return 1 / mass;
}
