import type { Linear } from "../../engine/layers/linear";
import { tf, type Tensor2D, type Tensor3D, type Tensor4D } from "../../engine/tf";

/** Pools a grid by attention: the mean is the query, mean and pixels are the keys. */
export interface AttentionPool {
  readonly heads: number;
  /** Shape [1 + pixels, channels], the mean's first. */
  readonly positions: Tensor2D;
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  /** Shape of its weight: [channels, embed]. */
  readonly projection: Linear;
}

/**
 * One multi-head attention over a grid of pixels and their mean, in which the mean is the only query (CLIP's
 * AttentionPool2d).
 * @param grid shape [n, height, width, channels]
 * @returns shape [n, embed]
 */
export function attentionPool(
  grid: Tensor4D,
  { heads, positions, query, key, value, projection }: AttentionPool,
): Tensor2D {
  return tf.tidy(() => {
    const [n, , , channels] = grid.shape;
    const length = positions.shape[0];
    const size = channels / heads;
    const pixels = tf.reshape(grid, [n, length - 1, channels]) as Tensor3D;
    const rows = tf.concat([tf.mean(pixels, 1, true), pixels], 1);
    const placed = tf.add(rows, positions);
    const mean = tf.reshape(tf.slice(placed, [0, 0, 0], [n, 1, channels]), [n, channels]);
    const every = tf.reshape(placed, [n * length, channels]) as Tensor2D;
    const perHead = (x: Tensor2D, count: number): Tensor4D =>
      tf.transpose(tf.reshape(x, [n, count, heads, size]), [0, 2, 1, 3]) as Tensor4D;
    const queries = perHead(query.apply(mean as Tensor2D), 1);
    const keys = perHead(key.apply(every), length);
    const scores = tf.mul(tf.matMul(queries, keys, false, true), 1 / Math.sqrt(size));
    const mixed = tf.matMul(tf.softmax(scores), perHead(value.apply(every), length));
    return projection.apply(tf.reshape(mixed, [n, channels]) as Tensor2D);
  });
}
