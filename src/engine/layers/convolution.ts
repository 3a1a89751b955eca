import { batchNorm, type BatchNorm } from "./batch-norm";
import { tf, type Tensor1D, type Tensor2D, type Tensor4D } from "../tf";

/** A convolution over images in the order row, column, channel, zero-padded at the border. */
export interface Convolution {
  /** Step between output pixels. */
  readonly stride: number;
  /**
   * Zeros on every side, as PyTorch counts them; default: as many as keep the size at stride 1, shared
   * out as TensorFlow does ("same").
   */
  readonly padding?: number;
  /** Filter in tfjs' layout, shape [side, side, in, out]. */
  filter(): Tensor4D;
  /** Added to every pixel, shape [out]; or the norm of a network in training, which has its own. */
  readonly shift: Tensor1D | BatchNorm;
  /** Whether ReLU follows; a stem's last layer has none. */
  readonly relu: boolean;
}

/**
 * Convolution, bias or batch norm, and ReLU where the layer has one.
 * @param x shape [n, height, width, in]
 * @returns shape [n, height / stride, width / stride, out] at the default padding
 */
export function convolve(
  x: Tensor4D,
  { stride, padding, filter, shift, relu }: Convolution,
): Tensor4D {
  const product =
    padding === undefined
      ? tf.conv2d(x, filter(), stride, "same")
      : tf.conv2d(padded(x, padding), filter(), stride, "valid");
  const y = isNorm(shift) ? normalised(product, shift) : tf.add(product, shift);
  return relu ? rectified(y as Tensor4D) : (y as Tensor4D);
}

/** ReLU, whose gradient is one product: tfjs' own, by way of `step`, takes six passes. */
function rectified(x: Tensor4D): Tensor4D {
  return tf.customGrad((input, save) => {
    const y = tf.relu(input as Tensor4D);
    (save as tf.GradSaveFunc)([y]);
    return {
      value: y,
      gradFunc: (dy, [out]) =>
        tf.mul(dy as Tensor4D, tf.cast(tf.greater(out!, 0), "float32")),
    };
  })(x) as Tensor4D;
}

/** An operation of its own: TensorFlow's backend takes no number of zeros for a convolution. */
function padded(x: Tensor4D, padding: number): Tensor4D {
  const sides: [number, number] = [padding, padding];
  return tf.pad(x, [[0, 0], sides, sides, [0, 0]]);
}

/** Whether a layer is in training, with a norm over the batch. */
export function isNorm(shift: Convolution["shift"]): shift is BatchNorm {
  return "gain" in shift;
}

function normalised(y: Tensor4D, norm: BatchNorm): Tensor4D {
  const rows = tf.reshape(y, [-1, y.shape[3]]) as Tensor2D;
  return tf.reshape(batchNorm(rows, norm), y.shape);
}
