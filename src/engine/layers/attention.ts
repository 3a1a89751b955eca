import { tf, type Tensor2D, type Tensor3D, type Tensor4D } from "../tf";

export interface AttentionShape {
  /** Number of sequences. */
  readonly batch: number;
  /** Rows of each sequence. */
  readonly length: number;
  readonly heads: number;
  /** Query rows of each sequence, the first ones; all by default. */
  readonly queryRows?: number;
}

/** Added to the scores of forbidden pairs; exp of it is 0 in float32. */
export const FORBIDDEN = -1e9;

/** Mask of a causal tower, shape [length, length]: 0 where column <= row, else -1e9. */
export function causalMask(length: number): Tensor2D {
  const mask = new Float32Array(length * length);
  for (let row = 0; row < length; row++) {
    mask.fill(FORBIDDEN, row * length + row + 1, (row + 1) * length);
  }
  return tf.tensor2d(mask, [length, length]);
}

/**
 * The query rows of all sequences.
 * @param x shape [batch * length, width]
 * @returns shape [batch * queryRows, width]
 */
export function selectQueryRows(
  x: Tensor2D,
  { batch, length, queryRows }: AttentionShape,
): Tensor2D {
  if (queryRows === undefined) return x;
  const rows = tf.reshape(x, [batch, length, -1]);
  return tf.reshape(tf.slice(rows, [0, 0, 0], [-1, queryRows, -1]), [
    batch * queryRows,
    -1,
  ]);
}

/**
 * Multi-head scaled dot-product attention, softmax(q k' / sqrt(width / heads) + mask) v.
 * @param qkv queries, keys and values side by side, shape [batch * length, 3 * width]
 * @param mask shape [length, length], added to every head's scores
 * @returns shape [batch * queryRows, width]
 */
export function attention(
  qkv: Tensor2D,
  { batch, length, heads, queryRows = length }: AttentionShape,
  mask?: Tensor2D,
): Tensor2D {
  const width = qkv.shape[1] / 3;
  const size = width / heads;
  // Four axes, not five: of more, tfjs on WebAssembly works out the place of each value, which took 40 % of encoding.
  const split = tf.transpose(
    tf.reshape(qkv, [batch, length, 3 * heads, size]),
    [2, 0, 1, 3],
  );
  const [q, k, v] = tf.unstack(
    tf.reshape(split, [3, heads * batch, length, size]),
  ) as Tensor3D[];
  const some = queryRows < length;
  const queries = some ? tf.slice(q!, 0, [-1, queryRows, -1]) : q!;
  const seen = some && mask !== undefined ? tf.slice(mask, 0, [queryRows, -1]) : mask;
  const scores = tf.mul(tf.matMul(queries, k!, false, true), 1 / Math.sqrt(size));
  const weights = tf.softmax(seen === undefined ? scores : tf.add(scores, seen));
  const mixed = tf.reshape(tf.matMul(weights as Tensor3D, v!), [
    heads,
    batch,
    queryRows,
    size,
  ]) as Tensor4D;
  return tf.reshape(tf.transpose(mixed, [1, 2, 0, 3]), [batch * queryRows, width]);
}
