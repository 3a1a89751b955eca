import { layerNormWasm } from "../wasm/layer-norm-wasm";
import { tf, type Tensor1D, type Tensor2D } from "../tf";
import { onWasm } from "../wasm/wasm-heap";
import { LAYER_NORM_EPSILON, type LayerNorm } from "./layer-norm-parameters";

/**
 * Normalises each row to mean 0 and variance 1 (1/n), then scales and shifts: (x - m) / sqrt(v + e) * g + b.
 * One custom gradient instead of nine taped operations.
 * @param x shape [rows, width]
 * @returns shape [rows, width]
 */
export function layerNorm(x: Tensor2D, norm: LayerNorm): Tensor2D {
  const { gain, bias, trainable } = norm;
  if (trainable) return trainableNorm(x, gain, bias);
  return onWasm() ? layerNormWasm(x, norm) : frozenNorm(x, gain, bias);
}

function frozenNorm(x: Tensor2D, gain: Tensor1D, bias: Tensor1D): Tensor2D {
  return tf.customGrad((input, save) => {
    const { normal, inverse } = standardise(input as Tensor2D);
    (save as tf.GradSaveFunc)([normal, inverse]);
    return {
      value: tf.add(tf.mul(normal, gain), bias),
      gradFunc: (dy, saved) => inputGradient(tf.mul(dy as Tensor2D, gain), saved),
    };
  })(x) as Tensor2D;
}

function trainableNorm(x: Tensor2D, gain: Tensor1D, bias: Tensor1D): Tensor2D {
  return tf.customGrad((input, g, b, save) => {
    const { normal, inverse } = standardise(input as Tensor2D);
    (save as tf.GradSaveFunc)([normal, inverse, g as Tensor1D]);
    return {
      value: tf.add(tf.mul(normal, g as Tensor1D), b as Tensor1D),
      gradFunc: (dy, saved) => [
        inputGradient(tf.mul(dy as Tensor2D, saved[2]!), saved),
        tf.sum(tf.mul(dy as Tensor2D, saved[0]!), 0),
        tf.sum(dy as Tensor2D, 0),
      ],
    };
  })(x, gain, bias) as Tensor2D;
}

function standardise(x: Tensor2D): { normal: Tensor2D; inverse: Tensor2D } {
  const centred = tf.sub(x, tf.mean(x, 1, true));
  const variance = tf.mean(tf.square(centred), 1, true);
  const inverse = tf.rsqrt(tf.add(variance, LAYER_NORM_EPSILON)) as Tensor2D;
  return { normal: tf.mul(centred, inverse), inverse };
}

/** dx = (d - mean(d) - n * mean(d * n)) / sqrt(v + e), with d the gradient of the normalised rows n. */
function inputGradient(d: Tensor2D, [normal, inverse]: readonly tf.Tensor[]): Tensor2D {
  const along = tf.mul(normal!, tf.mean(tf.mul(d, normal!), 1, true));
  return tf.mul(tf.sub(tf.sub(d, tf.mean(d, 1, true)), along), inverse!);
}
