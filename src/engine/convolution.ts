import { layerNorm, type LayerNorm } from "./layer-norm";
import { tf, type Tensor1D, type Tensor2D, type Tensor4D } from "./tf";

/** A 3 x 3 convolution over images in the order row, column, channel, zero-padded at the border. */
export interface Convolution {
  /** Step between output pixels. */
  readonly stride: number;
  /** Filter in tfjs' layout, shape [3, 3, in, out]. */
  filter(): Tensor4D;
  /** Shape [out]. */
  readonly bias: Tensor1D;
  /** Normalises each pixel over its channels, followed by ReLU; none after a stem's last layer. */
  readonly norm?: LayerNorm;
}

/**
 * Convolution, then (where the layer has them) norm and ReLU.
 * @param x shape [n, height, width, in]
 * @returns shape [n, height / stride, width / stride, out]
 */
export function convolve(
  x: Tensor4D,
  { stride, filter, bias, norm }: Convolution,
): Tensor4D {
  const y = tf.add(tf.conv2d(x, filter(), stride, "same"), bias) as Tensor4D;
  if (norm === undefined) return y;
  const channels = y.shape[3];
  const rows = layerNorm(tf.reshape(y, [-1, channels]) as Tensor2D, norm);
  return tf.reshape(tf.relu(rows), y.shape);
}
