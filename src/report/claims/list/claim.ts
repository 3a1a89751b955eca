import type { Inequality } from "../../../analysis/inequality";

/** A claim of the paper (arXiv 2410.02681), or a question of ours, as inequalities that results can satisfy. */
export interface Claim {
  readonly id: string;
  /** The claim in words. */
  readonly sentence: string;
  /** `must`: the paper's story falls without it. `weak`: small in the paper, or easily lost in seeds. */
  readonly level: "must" | "weak";
  /** A question of our own: in what could be read, the paper does not answer it. */
  readonly ours?: true;
  /** The claim holds when all of these do. */
  readonly statements: readonly Inequality[];
  /** Shown where the claim does not hold on the bundled suite: the small world, the recipe, or the claim? */
  readonly otherwise?: string;
  /** Shown where the second laboratory's numbers fail the claim: what differs there. */
  readonly elsewhere?: string;
}

/** One percentage point, as results are fractions. */
export const point = 0.01;
