import type { ConformalScore } from "./conformal-score";
import { rankedMass } from "./ranked-mass";

/**
 * Adaptive prediction sets (Romano, Sesia and Candès 2020): the probability of all classes that rank before y, and a
 * random share u of y's own. Sets grow where the model is unsure. u breaks the last class's mass up, so that sets
 * are no larger than they have to be. A set can be empty.
 * @example
 * aps.scores(Float64Array.of(0.25, 0.75), 0.5); // => [0.875, 0.375]
 */
export const aps: ConformalScore = {
  name: "aps",
  title: "APS",
  scores: (probabilities, u) => {
    const { before } = rankedMass(probabilities);
    return probabilities.map((p, label) => before[label]! + u * p);
  },
};
