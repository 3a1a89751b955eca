import { tf, type Tensor2D } from "../../engine/tf";
import { mismatch } from "../../errors/promptcal-error";

/** alpha and beta of Tip-Adapter's cache. */
export interface CacheWeights {
  /** Weight of the cache's votes. */
  readonly alpha: number;
  /** Sharpness of the votes. */
  readonly beta: number;
}

/** Largest values of a search, not reached themselves. */
export type CacheSearch = CacheWeights;

/** Values tried from 0.1 up to each end, as in the reference code. */
const STEPS: CacheWeights = { alpha: 20, beta: 200 };

/**
 * alpha and beta of the highest accuracy on validation images, the first found where several are best,
 * sharpness outermost: the search of Tip-Adapter's code (Zhang et al. 2022), a grid of 200 by 20.
 * @param plain scaled zero-shot logits, shape [n, classes]
 * @param labels length n
 * @param votes of the cache at some sharpness, shape [n, classes]
 * @throws PromptcalError where there are no validation images
 */
export function searchCacheWeights(
  plain: Tensor2D,
  labels: Int32Array,
  votes: (beta: number) => Tensor2D,
  ends: CacheSearch,
): CacheWeights {
  if (labels.length === 0) {
    throw mismatch({
      what: "search of tip-adapter's alpha and beta",
      expected: "validation images of the base classes",
      got: "none",
      fix: "set search_hp=false",
    });
  }
  const zeroShot = plain.dataSync<"float32">();
  let best = { correct: -1, alpha: 0, beta: 0 };
  for (const beta of grid(ends.beta, STEPS.beta)) {
    const counted = tf.tidy(() => votes(beta).dataSync<"float32">());
    for (const alpha of grid(ends.alpha, STEPS.alpha)) {
      const correct = countCorrect(zeroShot, counted, alpha, labels);
      if (correct > best.correct) best = { correct, alpha, beta };
    }
  }
  return { alpha: best.alpha, beta: best.beta };
}

function grid(end: number, steps: number): number[] {
  return Array.from({ length: steps }, (_, i) => (i * (end - 0.1)) / steps + 0.1);
}

function countCorrect(
  plain: Float32Array,
  votes: Float32Array,
  alpha: number,
  labels: Int32Array,
): number {
  const classes = plain.length / labels.length;
  let correct = 0;
  for (let row = 0; row < labels.length; row++) {
    let top = 0;
    let highest = -Infinity;
    for (let column = 0; column < classes; column++) {
      const at = row * classes + column;
      const logit = plain[at]! + alpha * votes[at]!;
      if (logit > highest) [top, highest] = [column, logit];
    }
    if (top === labels[row]) correct += 1;
  }
  return correct;
}
