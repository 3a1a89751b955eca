import { type ScaleFit, leastNllScale } from "./least-nll-scale";

/** Samples of one label set: cosines to each class text, and the true classes. */
export interface CosineGroup {
  /** Flat [n, classes], in [-1, 1]. */
  readonly cosines: Float32Array;
  /** Shape [n]. */
  readonly labels: Int32Array;
}

/** A fitted logit scale s, the mean NLL (nats) it reaches, and the number of samples. */
export type LogitScaleFit = ScaleFit;

const SMALLEST = 1;
const LARGEST = 1000;

/**
 * The logit scale s in logits = s * cosine with the least mean negative log-likelihood, within
 * [1, 1000]. This is temperature scaling (Guo et al. 2017) with T = 1 / s.
 * @param groups label sets may differ in size; each sample counts once
 * @throws PromptcalError without samples
 */
export function fitLogitScale(groups: readonly CosineGroup[]): LogitScaleFit {
  return leastNllScale(
    groups.map(({ cosines, labels }) => ({ scores: cosines, labels })),
    [SMALLEST, LARGEST],
  );
}
