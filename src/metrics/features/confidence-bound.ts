import { meanMetric } from "../definition/mean-metric";
import type { Reals } from "../probability/softmax";
import { pairwiseDistances } from "./text-distances";

/**
 * The largest confidence that the text features allow, per predicted class, whatever the image:
 *
 *     conf(x) <= 1 / (1 + sum_{k != pred} exp(-s * |t_pred - t_k|))
 *
 * since z_pred - z_k = s * <v, t_pred - t_k> <= s * |t_pred - t_k| for a unit image feature v. Text
 * features that lie close force a low confidence; features far apart permit a high one.
 * @param features flat [c, d], scaled to unit length first
 * @param scale s, the factor on the cosines (100 in CLIP)
 * @returns bounds, shape [c]
 * @example
 * // Two text features at a right angle, which lie sqrt(2) apart: 1 / (1 + exp(-3 * sqrt(2))).
 * confidenceBound(Float64Array.of(1, 0, 0, 1), 2, 3); // => [0.9858, 0.9858]
 */
export function confidenceBound(
  features: Reals,
  dimension: number,
  scale: number,
): Float64Array {
  const distance = pairwiseDistances(features, dimension, "euclidean");
  const labels = Math.sqrt(distance.length);
  return Float64Array.from({ length: labels }, (_, label) => {
    // The label's own term is exp(0) = 1: the 1 of the formula.
    let sum = 0;
    for (let k = 0; k < labels; k++)
      sum += Math.exp(-scale * distance[label * labels + k]!);
    return 1 / sum;
  });
}

/** How far float32 logits can be off, as a confidence. */
const ROUNDING = 1e-4;

/** Whether a confidence is at most its bound, but for rounding. */
export function isWithinBound(confidence: number, bound: number): boolean {
  return confidence <= bound + ROUNDING;
}

/**
 * Share of the samples whose confidence is at most what the text features allow. It is 1 wherever logits are
 * scaled cosines with these text features, whatever the image.
 */
export const withinBoundMetric = meanMetric({
  key: "within_bound",
  title: "share within bound",
  summary:
    "Share of samples whose confidence is within the upper bound given by the text features.",
  unit: "share",
  better: "neither",
  range: [0, 1],
  needs: ["prediction", "textFeatures", "logitScale"],
  losses: ({ confidence, prediction, textFeatures: { values, dimension }, logitScale }) => {
    const bound = confidenceBound(values, dimension, logitScale);
    return confidence.map((own, i) => (isWithinBound(own, bound[prediction[i]!]!) ? 1 : 0));
  },
});

/** Mean over samples of the largest confidence that the text features allow the predicted class. */
export const confidenceBoundMetric = meanMetric({
  key: "confidence_bound",
  title: "bound on confidence",
  summary:
    "Mean upper bound that the text features set to the confidence of the predicted class.",
  unit: "percent",
  better: "neither",
  range: [0, 1],
  needs: ["prediction", "textFeatures", "logitScale"],
  losses: ({ prediction, textFeatures: { values, dimension }, logitScale }) => {
    const bound = confidenceBound(values, dimension, logitScale);
    return Float64Array.from(prediction, (label) => bound[label]!);
  },
});
