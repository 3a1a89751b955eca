import type { SplitPredictions } from "../experiments/run/predictions";
import { confidenceBound } from "../metrics/confidence-bound";

/** What float32 logits can be off by, as a confidence. */
const ROUNDING = 1e-4;

/**
 * Share of the samples whose confidence is at most what the distances of their class's text feature to the
 * others allow. It is 1 wherever logits are scaled cosines with these text features, whatever the image.
 * @param confidence of the predicted class, shape [n]
 * @param scale factor on the cosines
 */
export function shareWithinBound(
  { logits, textFeatures, classNames, labels }: SplitPredictions,
  confidence: Float64Array,
  scale: number,
): number {
  const classes = classNames.length;
  const bound = confidenceBound(textFeatures, textFeatures.length / classes, scale);
  let within = 0;
  for (let i = 0; i < labels.length; i++) {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    const predicted = row.indexOf(row.reduce((a, b) => Math.max(a, b)));
    if (confidence[i]! <= bound[predicted]! + ROUNDING) within += 1;
  }
  return within / labels.length;
}
