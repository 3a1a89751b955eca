import { mean } from "../../numeric/mean";
import type { MetricResult } from "../calibration-input";
import { meanMetric } from "../definition/mean-metric";
import { type Reals, classCount, logSumExp } from "./softmax";

/**
 * Negative log-likelihood of the true class in nats, mean over samples: logsumexp(z) - z_y.
 * @param logits flat [n, c], already scaled
 * @param labels true classes, shape [n]
 * @example
 * nll(Float64Array.of(0, Math.log(3)), Int32Array.of(1)).value; // => 0.2877
 */
export function nll(logits: Reals, labels: Int32Array): MetricResult {
  classCount(logits, labels, "logits");
  return { value: mean(nllOfLogits(logits, labels)), n: labels.length };
}

export const nllMetric = meanMetric({
  key: "nll",
  title: "NLL",
  summary: "Mean negative log-likelihood of the true class.",
  unit: "nats",
  better: "lower",
  needs: ["probabilities", "labels"],
  losses: ({ logits, probabilities, labels }) =>
    logits === undefined
      ? nllOfProbabilities(probabilities, labels)
      : nllOfLogits(logits, labels),
});

/** The NLL of each sample, shape [n]. */
function nllOfLogits(logits: Reals, labels: Int32Array): Float64Array {
  const classes = logits.length / labels.length;
  return Float64Array.from(labels, (label, i) => {
    const from = i * classes;
    return logSumExp(logits, from, from + classes) - logits[from + label]!;
  });
}

/** Smallest probability that the NLL of probabilities counts with, so that 0 stays finite. */
const MIN_PROBABILITY = Number.EPSILON;

/** The NLL of each sample where logits are not known, shape [n]. */
function nllOfProbabilities(probabilities: Reals, labels: Int32Array): Float64Array {
  const classes = probabilities.length / labels.length;
  return Float64Array.from(
    labels,
    (label, i) => -Math.log(Math.max(probabilities[i * classes + label]!, MIN_PROBABILITY)),
  );
}
