import { PromptcalError, mismatch } from "../../errors/promptcal-error";
import type { Reals } from "../probability/softmax";

/** Settings of the proximity. */
export interface ProximityOptions {
  /** K nearest known samples; 5 by default (10 for ImageNet). */
  readonly neighbours?: number;
  /**
   * True when the samples are the known ones themselves, in the same order: a sample is then not its
   * own neighbour. False by default.
   */
  readonly sameSet?: boolean;
}

/**
 * Proximity of samples to known ones (Xiong et al. 2023): exp(-mean Euclidean distance to the K
 * nearest known samples), in (0, 1]. The paper's lab takes unit image features and the base classes'
 * validation images.
 * @param features flat [n, d]
 * @param known flat [m, d]
 * @returns shape [n]
 * @throws PromptcalError when lengths do not fit or fewer than K known samples are left
 */
export function proximity(
  features: Reals,
  known: Reals,
  dimension: number,
  { neighbours = 5, sameSet = false }: ProximityOptions = {},
): Float64Array {
  const n = features.length / dimension;
  const m = known.length / dimension;
  if (!Number.isInteger(n) || !Number.isInteger(m) || (sameSet && n !== m)) {
    throw mismatch({
      what: "proximity features",
      expected: `whole rows of ${dimension} numbers${sameSet ? ", the same set twice" : ""}`,
      got: `${features.length} and ${known.length} numbers`,
    });
  }
  if (!(neighbours >= 1 && neighbours <= m - (sameSet ? 1 : 0))) {
    throw new PromptcalError(
      `proximity: expected at least ${neighbours} known samples beside the sample itself, got ${m}`,
    );
  }
  const distance = new Float64Array(m);
  return Float64Array.from({ length: n }, (_, i) => {
    for (let j = 0; j < m; j++) {
      let squared = 0;
      for (let k = 0; k < dimension; k++) {
        squared += (features[i * dimension + k]! - known[j * dimension + k]!) ** 2;
      }
      distance[j] = sameSet && i === j ? Infinity : Math.sqrt(squared);
    }
    const nearest = distance.slice().sort().subarray(0, neighbours);
    return Math.exp(-nearest.reduce((sum, d) => sum + d, 0) / neighbours);
  });
}
