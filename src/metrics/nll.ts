import type { MetricResult } from "./calibration-input";
import { type Reals, classCount, logSumExp } from "./softmax";

/**
 * Negative log-likelihood of the true class in nats, mean over samples: logsumexp(z) - z_y.
 * @param logits flat [n, c], already scaled
 * @param labels true classes, shape [n]
 */
export function nll(logits: Reals, labels: Int32Array): MetricResult {
  const classes = classCount(logits, labels, "logits");
  const n = labels.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const from = i * classes;
    sum += logSumExp(logits, from, from + classes) - logits[from + labels[i]!]!;
  }
  return { value: sum / n, n };
}
