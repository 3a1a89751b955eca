import { PromptcalError } from "../errors/promptcal-error";
import { quantileSorted } from "../numeric/quantile";
import type { MetricResult } from "./calibration-input";
import { type Reals, classCount } from "./softmax";

/** How far the largest logit of each sample lies above the next one. */
export interface LogitGaps extends MetricResult {
  /** Gap of each sample, at least 0; shape [n]. The value is their mean. */
  readonly gaps: Float64Array;
  /** The gaps at the shares 0.05, 0.25, 0.5, 0.75 and 0.95. */
  readonly quantiles: readonly number[];
}

/** Shares at which `LogitGaps` gives quantiles. */
export const GAP_SHARES: readonly number[] = [0.05, 0.25, 0.5, 0.75, 0.95];

/**
 * Distribution of the logit gap: the largest logit less the second largest, in units of the logits
 * (the paper's figure 3). The confidence is at most 1 / (1 + exp(-gap)), and equal to it for two classes.
 * @param logits flat [n, c], c at least 2, already scaled
 * @param labels true classes, shape [n]; only their number matters
 */
export function logitGaps(logits: Reals, labels: Int32Array): LogitGaps {
  return leads(logits, labels, (row) => {
    let [first, second] = [-Infinity, -Infinity];
    for (const logit of row) {
      if (logit > first) [first, second] = [logit, first];
      else if (logit > second) second = logit;
    }
    return first - second;
  });
}

/**
 * The largest logit less the mean of all others, as `logitGaps`: how far text features lie apart as an image
 * sees it, whichever class comes second.
 */
export function logitLeads(logits: Reals, labels: Int32Array): LogitGaps {
  return leads(logits, labels, (row) => {
    let [first, sum] = [-Infinity, 0];
    for (const logit of row) {
      first = Math.max(first, logit);
      sum += logit;
    }
    return first - (sum - first) / (row.length - 1);
  });
}

function leads(logits: Reals, labels: Int32Array, lead: (row: Reals) => number): LogitGaps {
  const classes = classCount(logits, labels, "logits");
  if (classes < 2)
    throw new PromptcalError("logit gap: expected at least 2 classes, got 1");
  const n = labels.length;
  const gaps = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    gaps[i] = lead(logits.subarray(i * classes, (i + 1) * classes));
  }
  const sorted = gaps.slice().sort();
  return {
    value: gaps.reduce((sum, gap) => sum + gap, 0) / n,
    n,
    gaps,
    quantiles: GAP_SHARES.map((share) => quantileSorted(sorted, share)),
  };
}
