import type { Tensor2D } from "../../engine/tf";

/** The rows that all prompts begin with: start token, fixed words, context. */
export interface SharedRows {
  /** Input of the first block, positions included, shape [prefix, width]. */
  readonly first: Tensor2D;
  /** First row of the context. */
  readonly contextAt: number;
  /** New values of the context's rows in front of the second block and on, shape [context, width] each. */
  readonly deep: readonly Tensor2D[];
}
