import { PromptcalError } from "../numeric/errors";

/** Samples of one label set: cosines to each class text, and the true classes. */
export interface CosineGroup {
  /** Flat [n, classes], in [-1, 1]. */
  readonly cosines: Float32Array;
  /** Shape [n]. */
  readonly labels: Int32Array;
}

/** A fitted logit scale s, the mean NLL (nats) it reaches, and the number of samples. */
export interface LogitScaleFit {
  readonly scale: number;
  readonly nll: number;
  readonly n: number;
}

const SMALLEST = 1;
const LARGEST = 1000;
const TOLERANCE = 1e-6;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The logit scale s in logits = s * cosine with the least mean negative log-likelihood, by
 * golden-section search over log s (the NLL is convex in s). This is temperature scaling (Guo et al.
 * 2017) with T = 1 / s.
 * @param groups label sets may differ in size; each sample counts once
 * @throws PromptcalError without samples
 */
export function fitLogitScale(groups: readonly CosineGroup[]): LogitScaleFit {
  const n = groups.reduce((sum, { labels }) => sum + labels.length, 0);
  if (n === 0)
    throw new PromptcalError("logit scale: expected samples to fit on, got none");
  const loss = (logScale: number): number => meanNll(groups, Math.exp(logScale), n);
  let [low, high] = [Math.log(SMALLEST), Math.log(LARGEST)];
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [atLeft, atRight] = [loss(left), loss(right)];
  while (high - low > TOLERANCE) {
    if (atLeft <= atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - GOLDEN * (high - low);
      atLeft = loss(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + GOLDEN * (high - low);
      atRight = loss(right);
    }
  }
  const logScale = (low + high) / 2;
  return { scale: Math.exp(logScale), nll: loss(logScale), n };
}

function meanNll(groups: readonly CosineGroup[], scale: number, n: number): number {
  let sum = 0;
  for (const { cosines, labels } of groups) {
    const classes = cosines.length / labels.length;
    for (let i = 0; i < labels.length; i++) {
      const row = cosines.subarray(i * classes, (i + 1) * classes);
      const largest = row.reduce((most, cosine) => Math.max(most, cosine), -Infinity);
      let mass = 0;
      for (const cosine of row) mass += Math.exp(scale * (cosine - largest));
      sum += Math.log(mass) - scale * (row[labels[i]!]! - largest);
    }
  }
  return sum / n;
}
