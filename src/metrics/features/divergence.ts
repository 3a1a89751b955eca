import { PromptcalError } from "../../errors/promptcal-error";
import { mean } from "../../numeric/mean";
import type { Reals } from "../probability/softmax";
import { type Distance, pairwiseDistances, unitRows } from "./text-distances";
import { textMetric } from "../definition/text-metric";

/** A measure of how far a set of text features lies apart. */
export interface Divergence {
  readonly value: number;
  /** Number of labels. */
  readonly labels: number;
}

/** A feature divergence score with its settings. */
export interface FeatureDivergence extends Divergence {
  /** Neighbours used per label: M, or all others when there are fewer. */
  readonly neighbours: number;
  readonly distance: Distance;
  /** FD of each label, shape [c]. */
  readonly perLabel: Float64Array;
}

/** Settings of the FD score. */
export interface FeatureDivergenceOptions {
  /** M; 5 by default. The paper does not state its value. */
  readonly neighbours?: number | "all";
  /** `euclidean` by default. The paper does not state it. */
  readonly distance?: Distance;
}

/**
 * Feature divergence (the paper's Definition 3.1): for a label, the mean distance of its text
 * feature to its M nearest other text features; for the set, the mean over labels.
 * @param features flat [c, d], c at least 2; scaled to unit length first
 * @example
 * // Directions at 0, 90 and 180 degrees.
 * const features = Float64Array.of(1, 0, 0, 1, -1, 0);
 * featureDivergence(features, 2, { neighbours: 1 }).value; // => 1.4142
 * featureDivergence(features, 2).perLabel; // => [1.7071, 1.4142, 1.7071]
 */
export function featureDivergence(
  features: Reals,
  dimension: number,
  { neighbours = 5, distance = "euclidean" }: FeatureDivergenceOptions = {},
): FeatureDivergence {
  if (neighbours !== "all" && !(Number.isInteger(neighbours) && neighbours >= 1)) {
    throw new PromptcalError(
      `neighbours: expected a whole number of at least 1 or "all", got ${neighbours}`,
    );
  }
  const all = pairwiseDistances(features, dimension, distance);
  const labels = atLeastTwo(Math.sqrt(all.length));
  const used = neighbours === "all" ? labels - 1 : Math.min(neighbours, labels - 1);
  const perLabel = new Float64Array(labels);
  for (let i = 0; i < labels; i++) {
    // The label itself is at distance 0 and hence sorts first, or ties with an equal feature.
    const sorted = all.slice(i * labels, (i + 1) * labels).sort();
    for (let k = 1; k <= used; k++) perLabel[i]! += sorted[k]! / used;
  }
  return { value: mean(perLabel), labels, neighbours: used, distance, perLabel };
}

export const featureDivergenceMetric = textMetric({
  key: "fd",
  title: "FD",
  summary:
    "Mean distance of a text feature to its 5 nearest, over classes (feature divergence).",
  unit: "distance",
  better: "neither",
  range: [0, 2],
  value: ({ values, dimension }) => featureDivergence(values, dimension).value,
});

/**
 * Centroid spread: mean Euclidean distance of the unit text features to their mean (the "average
 * text feature dispersion" of Yoon et al. 2024, C-TPT).
 * @param features flat [c, d], c at least 2
 */
export function centroidSpread(features: Reals, dimension: number): Divergence {
  const unit = unitRows(features, dimension);
  const labels = atLeastTwo(unit.length / dimension);
  const centroid = new Float64Array(dimension);
  for (let i = 0; i < unit.length; i++) centroid[i % dimension]! += unit[i]! / labels;
  const lengths = new Float64Array(labels);
  for (let i = 0; i < unit.length; i++) {
    lengths[Math.floor(i / dimension)]! += (unit[i]! - centroid[i % dimension]!) ** 2;
  }
  return { value: mean(lengths.map(Math.sqrt)), labels };
}

export const centroidSpreadMetric = textMetric({
  key: "centroid_spread",
  title: "spread",
  summary: "Mean distance of the text features to their mean.",
  unit: "distance",
  better: "neither",
  range: [0, 2],
  value: ({ values, dimension }) => centroidSpread(values, dimension).value,
});

/**
 * Mean of 1 - cosine over all pairs of different labels.
 * @param features flat [c, d], c at least 2
 */
export function meanPairwiseDistance(features: Reals, dimension: number): Divergence {
  const { value, labels } = featureDivergence(features, dimension, {
    neighbours: "all",
    distance: "cosine",
  });
  return { value, labels };
}

/** Cosines of all pairs of different labels, with their mean as the value. */
export interface PairwiseCosines extends Divergence {
  /** Pairs (i, j) with j < i, row by row; shape [c (c - 1) / 2]. */
  readonly cosines: Float64Array;
}

/**
 * Cosines of all pairs of different labels' text features.
 * @param features flat [c, d], c at least 2
 */
export function pairwiseCosines(features: Reals, dimension: number): PairwiseCosines {
  const all = pairwiseDistances(features, dimension, "cosine");
  const labels = atLeastTwo(Math.sqrt(all.length));
  const cosines = new Float64Array((labels * (labels - 1)) / 2);
  for (let i = 0, pair = 0; i < labels; i++)
    for (let j = 0; j < i; j++) cosines[pair++] = 1 - all[i * labels + j]!;
  return { value: mean(cosines), labels, cosines };
}

function atLeastTwo(labels: number): number {
  if (labels >= 2) return labels;
  throw new PromptcalError(
    "textual divergence: expected the features of at least 2 labels, got 1",
  );
}
