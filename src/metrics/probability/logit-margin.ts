import { PromptcalError } from "../../errors/promptcal-error";
import { mean } from "../../numeric/mean";
import { quantileSorted } from "../../numeric/quantile";
import type { MetricResult } from "../calibration-input";
import { meanMetric } from "../definition/mean-metric";
import { type Reals, classCount } from "./softmax";

/** How far the largest logit of each sample lies above others, in units of the logits. */
export interface LogitMargins extends MetricResult {
  /** Margin of each sample, at least 0; shape [n]. The value is their mean. */
  readonly margins: Float64Array;
  /** The margins at the shares 0.05, 0.25, 0.5, 0.75 and 0.95. */
  readonly quantiles: readonly number[];
}

/** Shares at which `LogitMargins` gives quantiles. */
export const MARGIN_SHARES: readonly number[] = [0.05, 0.25, 0.5, 0.75, 0.95];

/**
 * Margin to the runner-up: the largest logit minus the second largest. The confidence is at most
 * 1 / (1 + exp(-margin)), and equal to it for two classes. The paper's figure 3 shows "logit gaps"
 * and does not say, as far as could be found, whether this margin or `marginToMean` is meant.
 * @param logits flat [n, c], c at least 2, already scaled
 * @param labels true classes, shape [n]; only their number matters
 */
export function marginToRunnerUp(logits: Reals, labels: Int32Array): LogitMargins {
  return margins(logits, labels, (row) => {
    let [first, second] = [-Infinity, -Infinity];
    for (const logit of row) {
      if (logit > first) [first, second] = [logit, first];
      else if (logit > second) second = logit;
    }
    return first - second;
  });
}

export const marginToRunnerUpMetric = meanMetric({
  key: "margin_to_runner_up",
  title: "margin to runner-up",
  summary: "Mean of the largest logit minus the second largest.",
  unit: "logits",
  better: "neither",
  needs: ["logits", "labels"],
  losses: ({ logits, labels }) => marginToRunnerUp(logits, labels).margins,
});

/**
 * Margin to the mean: the largest logit minus the mean of all others, as `marginToRunnerUp`. It tells
 * how far the text features lie apart as an image sees them, whichever class comes second.
 */
export function marginToMean(logits: Reals, labels: Int32Array): LogitMargins {
  return margins(logits, labels, (row) => {
    let [first, sum] = [-Infinity, 0];
    for (const logit of row) {
      first = Math.max(first, logit);
      sum += logit;
    }
    return first - (sum - first) / (row.length - 1);
  });
}

export const marginToMeanMetric = meanMetric({
  key: "margin_to_mean",
  title: "margin to mean",
  summary: "Mean of the largest logit minus the mean of all others.",
  unit: "logits",
  better: "neither",
  needs: ["logits", "labels"],
  losses: ({ logits, labels }) => marginToMean(logits, labels).margins,
});

function margins(
  logits: Reals,
  labels: Int32Array,
  marginOf: (row: Reals) => number,
): LogitMargins {
  const classes = classCount(logits, labels, "logits");
  if (classes < 2) {
    throw new PromptcalError("logit margin: expected at least 2 classes, got 1");
  }
  const n = labels.length;
  const all = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    all[i] = marginOf(logits.subarray(i * classes, (i + 1) * classes));
  }
  const sorted = all.slice().sort();
  return {
    value: mean(all),
    n,
    margins: all,
    quantiles: MARGIN_SHARES.map((share) => quantileSorted(sorted, share)),
  };
}
