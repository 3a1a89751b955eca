import type { Reals } from "../probability/softmax";
import { textMetric } from "../definition/text-metric";
import { pairwiseCosines } from "./divergence";

/**
 * The largest cosine between the text features of two different labels: how alike the two most alike classes are.
 * @param features flat [c, d], c at least 2
 * @example
 * // Directions at 0, 90 and 180 degrees: no pair is nearer than a right angle.
 * largestCosine(Float64Array.of(1, 0, 0, 1, -1, 0), 2); // => 0
 */
export function largestCosine(features: Reals, dimension: number): number {
  return pairwiseCosines(features, dimension).cosines.reduce((a, b) => Math.max(a, b), -1);
}

export const largestCosineMetric = textMetric({
  key: "largest_cosine",
  title: "largest cosine",
  summary: "Cosine of the two text features that are most alike.",
  unit: "score",
  better: "neither",
  range: [-1, 1],
  value: ({ values, dimension }) => largestCosine(values, dimension),
});
