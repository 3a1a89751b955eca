import { imageFeatures } from "../encoders/towers/image-tower";
import { textFeatures } from "../encoders/towers/text-tower";
import { tf, type Scalar, type Tensor, type Tensor2D, type Variable } from "../engine/tf";
import type { TokenBatch } from "./caption-tokens";
import { contrastiveLoss } from "./contrastive-loss";
import type { TrainableClip } from "./parameters";

/** Everything one step sees; texts in groups of equal length, in the order of the images. */
export interface PretrainingBatch {
  /** Normalised pixels, [n, 3, size, size]. */
  readonly images: Float32Array;
  readonly texts: readonly TokenBatch[];
  /** See `duplicateMask`. */
  readonly duplicates: Float32Array;
}

/**
 * Loss of a batch as a scalar that gradients can be taken of.
 * @param logScale logarithm of the logit scale
 */
export function batchLoss(
  clip: TrainableClip,
  logScale: Scalar,
  batch: PretrainingBatch,
): { loss: Scalar; logits: Tensor2D } {
  const n = batch.duplicates.length ** 0.5;
  const side = (batch.images.length / (3 * n)) ** 0.5;
  const pixels = tf.tensor4d(batch.images, [n, 3, side, side]);
  const images = imageFeatures(clip.imageTower, pixels);
  const texts = batch.texts.map(({ rows, length, ends }) => {
    const embedded = tf.gather(clip.textTower.embedding, tf.tensor1d(rows, "int32"));
    return textFeatures(
      clip.textTower,
      tf.reshape(embedded, [ends.length, length, -1]),
      ends,
    );
  });
  const duplicates = tf.tensor2d(batch.duplicates, [n, n]);
  return contrastiveLoss(images, tf.concat(texts, 0), tf.exp(logScale), duplicates);
}

/** Loss, gradients by parameter name, and the share of images whose own text scores highest. */
export function lossAndGradients(
  clip: TrainableClip,
  logScale: Variable,
  batch: PretrainingBatch,
): { loss: Scalar; accuracy: Scalar; gradients: Record<string, Tensor> } {
  return tf.tidy(() => {
    const trained = Object.values(clip.parameters).concat(
      logScale.trainable ? [logScale] : [],
    );
    let accuracy: Scalar | undefined;
    const { value, grads } = tf.variableGrads(() => {
      const { loss, logits } = batchLoss(clip, logScale as Tensor as Scalar, batch);
      accuracy = tf.keep(inBatchAccuracy(logits));
      return loss;
    }, trained);
    return { loss: value, accuracy: accuracy!, gradients: grads };
  });
}

/** Share of rows whose largest logit is on the diagonal. */
export function inBatchAccuracy(logits: Tensor2D): Scalar {
  return tf.tidy(() => {
    const own = tf.range(0, logits.shape[0], 1, "int32");
    return tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), own), "float32"));
  });
}
