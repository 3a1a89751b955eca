import { crossEntropy } from "../engine/cross-entropy";
import { tf, type Scalar, type Tensor2D } from "../engine/tf";
import type { Batch, StepLoss } from "./tuner";

/**
 * Scaled cosine logits, s * images . text'.
 * @param images unit rows, shape [n, embed]
 * @param text unit rows, shape [classes, embed]
 * @returns shape [n, classes]
 */
export function cosineLogits(images: Tensor2D, text: Tensor2D, scale: number): Tensor2D {
  return tf.mul(tf.matMul(images, text, false, true), scale);
}

/** Cross-entropy of a batch plus further parts, which come weighted. */
export function classLoss(
  batch: Batch,
  text: Tensor2D,
  scale: number,
  further: Readonly<Record<string, Scalar>>,
): StepLoss {
  const logits = cosineLogits(batch.images, text, scale);
  const parts = { ce: crossEntropy(logits, batch.labels), ...further };
  return { total: tf.addN(Object.values(parts)) as Scalar, parts, logits };
}
