/** Weights of DOR that the plan computes beside the recipe's, as options have them. */
export { DOR_WEIGHTS } from "../experiments/sweep/preset-parts";
