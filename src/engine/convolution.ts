import { batchNorm, type BatchNorm } from "./batch-norm";
import { tf, type Tensor1D, type Tensor2D, type Tensor4D } from "./tf";

/** A 3 x 3 convolution over images in the order row, column, channel, zero-padded at the border. */
export interface Convolution {
  /** Step between output pixels. */
  readonly stride: number;
  /** Filter in tfjs' layout, shape [3, 3, in, out]. */
  filter(): Tensor4D;
  /** Added to every pixel, shape [out]; or the norm of a network in training, which has its own. */
  readonly shift: Tensor1D | BatchNorm;
  /** Whether ReLU follows; a stem's last layer has none. */
  readonly relu: boolean;
}

/**
 * Convolution, bias or batch norm, and ReLU where the layer has one.
 * @param x shape [n, height, width, in]
 * @returns shape [n, height / stride, width / stride, out]
 */
export function convolve(
  x: Tensor4D,
  { stride, filter, shift, relu }: Convolution,
): Tensor4D {
  const product = tf.conv2d(x, filter(), stride, "same");
  const y = isNorm(shift) ? normalised(product, shift) : tf.add(product, shift);
  return (relu ? tf.relu(y) : y) as Tensor4D;
}

/** Whether a layer is in training, with a norm that looks at the batch. */
export function isNorm(shift: Convolution["shift"]): shift is BatchNorm {
  return "gain" in shift;
}

function normalised(y: Tensor4D, norm: BatchNorm): Tensor4D {
  const rows = tf.reshape(y, [-1, y.shape[3]]) as Tensor2D;
  return tf.reshape(batchNorm(rows, norm), y.shape);
}
