import { mismatch, oneOf } from "../../errors/promptcal-error";
import type { Reals } from "../probability/softmax";

/** `euclidean`: length of the difference; `cosine`: 1 - cosine. Both of unit vectors. */
export type Distance = "euclidean" | "cosine";

export const distances: readonly Distance[] = ["euclidean", "cosine"];

/**
 * Rows scaled to unit length, in float64.
 * @param features flat [c, d]
 * @throws PromptcalError when c is not whole and at least 1, or a row is zero or not finite
 */
export function unitRows(features: Reals, dimension: number): Float64Array {
  const rows = features.length / dimension;
  if (!Number.isInteger(rows) || rows < 1) {
    throw mismatch({
      what: "text features",
      expected: `whole rows of ${dimension} numbers, at least one`,
      got: `${features.length} numbers`,
    });
  }
  const out = Float64Array.from(features);
  for (let row = 0; row < rows; row++) {
    const unit = out.subarray(row * dimension, (row + 1) * dimension);
    const length = Math.hypot(...unit);
    if (!(length > 0 && length < Infinity)) {
      throw mismatch({
        what: "text feature",
        expected: "a finite vector that is not zero",
        got: `length ${length}`,
        where: `class ${row}`,
      });
    }
    for (let i = 0; i < dimension; i++) unit[i]! /= length;
  }
  return out;
}

/**
 * Distances of all pairs of text features.
 * @param features flat [c, d], of any length; scaled to unit length here
 * @returns flat [c, c], symmetric, 0 on the diagonal
 */
export function pairwiseDistances(
  features: Reals,
  dimension: number,
  distance: Distance = "euclidean",
): Float64Array {
  oneOf(distance, distances, "distance");
  const unit = unitRows(features, dimension);
  const rows = unit.length / dimension;
  const out = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) {
      // |a - b|^2 / 2 = 1 - cos for unit vectors; the difference keeps digits when a is near b.
      let squared = 0;
      for (let k = 0; k < dimension; k++) {
        const difference = unit[i * dimension + k]! - unit[j * dimension + k]!;
        squared += difference * difference;
      }
      const value = distance === "euclidean" ? Math.sqrt(squared) : squared / 2;
      out[i * rows + j] = out[j * rows + i] = value;
    }
  }
  return out;
}
