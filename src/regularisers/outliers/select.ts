import { mismatch } from "../../errors/promptcal-error";
import { sampleWithoutReplacement, type Random } from "../../random/random";

/**
 * How outliers are chosen: the nearest candidates by mean similarity (the paper's default) or by that to
 * the nearest class, the farthest, at random, or, as a bound, the true new classes.
 */
export const OUTLIER_CHOICES = ["near", "near-max", "far", "random", "oracle"] as const;
export type OutlierChoice = (typeof OUTLIER_CHOICES)[number];

/**
 * How outlier images are chosen: as words, near by the mean or the largest similarity to the base
 * classes' training images, far from them, or at random; or near to the base classes' text features; or
 * the training images of the new classes.
 */
export const OUTLIER_IMAGE_CHOICES = [
  "near",
  "near-max",
  "near-text",
  "far",
  "random",
  "oracle",
] as const;
export type OutlierImageChoice = (typeof OUTLIER_IMAGE_CHOICES)[number];

/**
 * Score of each candidate: s_i = mean_j cos(f_i, f_j) over the base classes j (arXiv 2410.02681,
 * section 4), from unit zero-shot features.
 * @param candidates flat [n, dimension]
 * @param classes flat [classes, dimension]
 */
export function outlierScores(
  candidates: Float32Array,
  classes: Float32Array,
  dimension: number,
): Float64Array {
  if (candidates.length % dimension !== 0 || classes.length % dimension !== 0) {
    throw mismatch({
      what: "outlier scores",
      expected: `rows of ${dimension} values`,
      got: `${candidates.length} and ${classes.length} values`,
    });
  }
  const count = classes.length / dimension;
  const mean = new Float64Array(dimension);
  classes.forEach((value, i) => (mean[i % dimension]! += value / count));
  return Float64Array.from({ length: candidates.length / dimension }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < dimension; i++) sum += candidates[row * dimension + i]! * mean[i]!;
    return sum;
  });
}

/** As `outlierScores`, with the cosine to the nearest base class: s_i = max_j cos(f_i, f_j). */
export function nearestScores(
  candidates: Float32Array,
  classes: Float32Array,
  dimension: number,
): Float64Array {
  const best = new Float64Array(candidates.length / dimension).fill(-Infinity);
  for (let at = 0; at < classes.length; at += dimension) {
    const one = classes.subarray(at, at + dimension);
    outlierScores(candidates, one, dimension).forEach((score, row) => {
      best[row] = Math.max(best[row]!, score);
    });
  }
  return best;
}

/**
 * Indices of the K chosen candidates: highest scores first (near), lowest first (far), or drawn.
 * Ties keep the candidates' order. All candidates when there are fewer than K.
 */
export function selectOutliers(
  scores: Float64Array,
  k: number,
  choice: Exclude<OutlierChoice, "oracle">,
  random: Random,
): Int32Array {
  if (choice === "random") return sampleWithoutReplacement(scores.length, k, random);
  const sign = choice === "far" ? 1 : -1;
  const order = Int32Array.from(scores, (_, i) => i);
  order.sort((a, b) => sign * (scores[a]! - scores[b]!) || a - b);
  return order.slice(0, k);
}
