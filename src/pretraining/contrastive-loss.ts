import { unitRows } from "../encoders/towers/text-tower";
import { tf, type Tensor2D } from "../engine/tf";

const EXCLUDED = -1e9;

/**
 * CLIP's symmetric cross-entropy over a batch of pairs (Radford et al. 2021, figure 3), in nats.
 * Pairs whose captions say the same are no negatives of one another: `duplicates` is added to the
 * logits, 0 on the diagonal and for real negatives, a large negative number for equal captions.
 * @param images image features, shape [n, d]
 * @param texts text features, shape [n, d]
 * @param scale logit scale s
 * @param duplicates shape [n, n], see `duplicateMask`
 */
export function contrastiveLoss(
  images: Tensor2D,
  texts: Tensor2D,
  scale: tf.Scalar,
  duplicates: Tensor2D,
): { loss: tf.Scalar; logits: Tensor2D } {
  const cosines = tf.matMul(unitRows(images), unitRows(texts), false, true);
  const logits: Tensor2D = tf.add(tf.mul(cosines, scale), duplicates);
  const matched = tf.sum(tf.mul(logits, tf.eye(logits.shape[0])), 1);
  const perImage = tf.sub(tf.logSumExp(logits, 1), matched);
  const perText = tf.sub(tf.logSumExp(logits, 0), matched);
  return { loss: tf.mean(tf.mul(tf.add(perImage, perText), 0.5)) as tf.Scalar, logits };
}

/**
 * Mask for `contrastiveLoss`, row-major [n, n]: excludes pairs i != j whose keys are equal.
 * @param keys one key per pair; equal keys mean captions with the same set of words
 */
export function duplicateMask(keys: readonly string[]): Float32Array {
  const n = keys.length;
  const mask = new Float32Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++)
      if (i !== j && keys[i] === keys[j]) mask[i * n + j] = EXCLUDED;
  }
  return mask;
}

/** Key of a caption: its words, sorted, once each. */
export function captionKey(caption: string): string {
  return [...new Set(caption.split(" "))].sort().join(" ");
}
