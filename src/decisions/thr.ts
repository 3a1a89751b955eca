import type { ConformalScore } from "./conformal-score";

/**
 * Least ambiguous sets (Sadinle, Lei and Wasserman 2019): s(x, y) = 1 - p_y. All classes above one probability
 * are in the set. Of all sets with the same coverage these are the smallest on average, if the probabilities are right.
 * @example
 * thr.scores(Float64Array.of(0.25, 0.75), 0); // => [0.75, 0.25]
 */
export const thr: ConformalScore = {
  name: "thr",
  title: "THR",
  scores: (probabilities) => probabilities.map((p) => 1 - p),
};
