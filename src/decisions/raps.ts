import type { ConformalScore } from "./conformal-score";
import { aps } from "./aps";
import { rankedMass } from "./ranked-mass";

/** Penalty of the regularised sets. */
export interface RapsOptions {
  /** λ, added for each rank beyond `freeRanks`; 0.1 by default. */
  readonly penalty?: number;
  /** k_reg, ranks without penalty; 2 by default. */
  readonly freeRanks?: number;
}

/**
 * Regularised adaptive prediction sets (Angelopoulos, Bates, Malik and Jordan 2021, equation 4): APS, and
 * λ (rank of y - k_reg)^+, which keeps improbable classes out of the set. The paper chooses λ and k_reg on a further
 * split. Here they are fixed, because the validation images are few.
 * @example
 * const score = rapsWith({ penalty: 0.5, freeRanks: 1 });
 * score.scores(Float64Array.of(0.25, 0.75), 0.5); // => [1.375, 0.375]
 */
export function rapsWith({
  penalty = 0.1,
  freeRanks = 2,
}: RapsOptions = {}): ConformalScore {
  return {
    name: "raps",
    title: "RAPS",
    scores: (probabilities, u) => {
      const { rank } = rankedMass(probabilities);
      return aps
        .scores(probabilities, u)
        .map((score, label) => score + penalty * Math.max(0, rank[label]! - freeRanks));
    },
  };
}

/** RAPS with its defaults. */
export const raps = rapsWith();
