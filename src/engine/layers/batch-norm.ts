import { nativeBatchNorm } from "../native/native-batch-norm";
import { LAYER_NORM_EPSILON } from "./layer-norm-parameters";
import { onNative } from "../wasm/wasm-backend";
import { tf, type Tensor1D, type Tensor2D } from "../tf";

/**
 * Batch normalisation in training (Ioffe and Szegedy 2015). A trained network has none: its means
 * and variances are folded into the product before it, see `foldNorm`.
 */
export interface BatchNorm {
  /** Learned gain, shape [channels]. */
  readonly gain: Tensor1D;
  /** Learned bias, shape [channels]. */
  readonly bias: Tensor1D;
}

/**
 * Normalises each column by its mean and variance over the batch, then scales and shifts.
 * Keeps the input only for its gradient.
 * @param x shape [rows, channels]
 * @returns shape [rows, channels]
 */
export function batchNorm(x: Tensor2D, norm: BatchNorm): Tensor2D {
  return onNative()
    ? nativeBatchNorm(x, norm.gain, norm.bias, LAYER_NORM_EPSILON)
    : composedNorm(x, norm);
}

function composedNorm(x: Tensor2D, norm: BatchNorm): Tensor2D {
  return tf.customGrad((input, g, b, save) => {
    const [rows, gain, bias] = [input as Tensor2D, g as Tensor1D, b as Tensor1D];
    const mean = tf.mean(rows, 0) as Tensor1D;
    const variance = tf.mean(tf.square(tf.sub(rows, mean)), 0) as Tensor1D;
    const inverse = tf.rsqrt(tf.add(variance, LAYER_NORM_EPSILON)) as Tensor1D;
    (save as tf.GradSaveFunc)([rows, mean, inverse, gain]);
    const slope = tf.mul(inverse, gain) as Tensor1D;
    return {
      value: tf.add(tf.mul(rows, slope), tf.sub(bias, tf.mul(mean, slope))),
      gradFunc: (dy, saved) => gradients(dy as Tensor2D, saved),
    };
  })(x, norm.gain, norm.bias) as Tensor2D;
}

/**
 * The affine map that a norm becomes once its statistics are fixed: y = slope x + shift.
 * @param mean, variance of the norm's input, shape [channels]
 */
export function foldNorm(
  { gain, bias }: BatchNorm,
  mean: Tensor1D,
  variance: Tensor1D,
): { slope: Tensor1D; shift: Tensor1D } {
  const slope = tf.div(gain, tf.sqrt(tf.add(variance, LAYER_NORM_EPSILON))) as Tensor1D;
  return { slope, shift: tf.sub(bias, tf.mul(mean, slope)) };
}

/** dx = g / s (dy - mean(dy) - n mean(dy n)), with n the normalised rows and s the deviation. */
function gradients(
  dy: Tensor2D,
  [x, mean, inverse, gain]: readonly tf.Tensor[],
): tf.Tensor[] {
  const count = dy.shape[0];
  const normal = tf.mul(tf.sub(x!, mean!), inverse!);
  const biasGradient = tf.sum(dy, 0);
  const gainGradient = tf.sum(tf.mul(dy, normal), 0);
  const along = tf.mul(normal, tf.div(gainGradient, count));
  const centred = tf.sub(tf.sub(dy, tf.div(biasGradient, count)), along);
  return [tf.mul(centred, tf.mul(gain!, inverse!)), gainGradient, biasGradient];
}
