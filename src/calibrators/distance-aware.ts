import * as v from "valibot";
import { fields, finiteNumber, type Infer } from "../files/json/schema";
import { perClass } from "./model-fields";
import { mismatch, PromptcalError } from "../errors/promptcal-error";
import { pairwiseSum } from "../numeric/pairwise-sum";
import { type Reals, softmax } from "../metrics/probability/softmax";
import { checkedRows } from "./calibration-data";

/** Distance-aware calibration: logits are multiplied by a factor of the predicted class. */
export const DISTANCE_AWARE = fields({
  method: v.literal("distance-aware"),
  /** One per class of the label set to predict, usually the new classes. */
  factors: perClass(finiteNumber(0)),
});
export type DistanceAwareModel = Infer<typeof DISTANCE_AWARE>;

/** Text features, flat [classes, d]; unit length, as CLIP compares them. */
export interface DistanceAwareFeatures {
  /** Tuned features of the classes that the tuner was trained on. */
  readonly baseTuned: Reals;
  /** Their zero-shot features. */
  readonly baseZeroShot: Reals;
  /** Tuned features of the classes to predict. */
  readonly currentTuned: Reals;
  /** Their zero-shot features. */
  readonly currentZeroShot: Reals;
  /** d. */
  readonly dimension: number;
}

/** Settings of distance-aware calibration. */
export interface DistanceAwareOptions {
  /** K nearest base classes; 5 by default. */
  readonly neighbours?: number;
}

/** A class whose tuned feature lies nearer to a base class than this counts as known. */
const KNOWN = 0.05;

/**
 * Distance-aware calibration (DAC; Wang et al. 2024): new classes whose text features tuning has moved
 * away from the base classes get lower confidence. factor = exp(-mean of the K smallest distances to
 * the base classes, tuned) / the same of zero-shot features; 1 for a class nearer than 0.05. Sums are
 * divided by K even where fewer base classes exist, as in the authors' code. Needs no samples.
 */
export function fitDistanceAware(
  features: DistanceAwareFeatures,
  { neighbours = 5 }: DistanceAwareOptions = {},
): DistanceAwareModel {
  if (!(Number.isInteger(neighbours) && neighbours >= 1)) {
    throw new PromptcalError(
      `neighbours: expected a whole number of at least 1, got ${neighbours}`,
    );
  }
  const { baseTuned, baseZeroShot, currentTuned, currentZeroShot, dimension } = features;
  const [base, current] = [baseTuned, currentTuned].map((f) => f.length / dimension);
  const fits =
    [base, current].every((rows) => Number.isInteger(rows) && rows! >= 1) &&
    baseZeroShot.length === baseTuned.length &&
    currentZeroShot.length === currentTuned.length;
  if (!fits) {
    throw mismatch({
      what: "text features for distance-aware calibration",
      expected: `the same whole rows of ${dimension} numbers, tuned and zero-shot`,
      got: `${baseTuned.length} and ${baseZeroShot.length} of base classes, ${currentTuned.length} and ${currentZeroShot.length} of current ones`,
    });
  }
  const factors = Array.from({ length: current! }, (_, row) => {
    const tuned = sortedDistances(currentTuned, row, baseTuned, dimension);
    if (tuned[0]! < KNOWN) return 1;
    const zeroShot = sortedDistances(currentZeroShot, row, baseZeroShot, dimension);
    return Math.exp(meanOf(zeroShot, neighbours) - meanOf(tuned, neighbours));
  });
  return { method: "distance-aware", factors };
}

/** Logits with each sample's row multiplied by the factor of its predicted class; flat [n, c]. */
export function rescaleByDistance(
  { factors }: DistanceAwareModel,
  logits: Reals,
): Float64Array {
  const classes = factors.length;
  checkedRows(logits, classes, "distance-aware calibration");
  const out = Float64Array.from(logits);
  for (let from = 0; from < out.length; from += classes) {
    let best = from;
    for (let k = from + 1; k < from + classes; k++) if (out[k]! > out[best]!) best = k;
    const factor = factors[best - from]!;
    for (let k = from; k < from + classes; k++) out[k]! *= factor;
  }
  return out;
}

/** Calibrated probabilities, flat [n, c]. */
export function applyDistanceAware(model: DistanceAwareModel, logits: Reals): Float64Array {
  return softmax(rescaleByDistance(model, logits), model.factors.length);
}

/**
 * Distances in the features' own precision and numpy's order, as in the authors' code: of float32
 * features, float64 distances would differ in the eighth digit.
 */
function sortedDistances(
  features: Reals,
  row: number,
  to: Reals,
  dimension: number,
): Reals {
  const squares = features.slice(0, dimension);
  const rows = to.length / dimension;
  const distances =
    features instanceof Float32Array ? new Float32Array(rows) : new Float64Array(rows);
  for (let j = 0; j < distances.length; j++) {
    for (let k = 0; k < dimension; k++) {
      // Stored once, hence rounded, before it is squared.
      squares[k] = to[j * dimension + k]! - features[row * dimension + k]!;
      squares[k]! *= squares[k]!;
    }
    distances[j] = Math.sqrt(pairwiseSum(squares));
  }
  return distances.sort();
}

function meanOf(sorted: Reals, neighbours: number): number {
  return pairwiseSum(sorted.subarray(0, neighbours)) / neighbours;
}
