import { FORBIDDEN } from "./attention";
import { tf, type Tensor2D, type Tensor3D } from "../tf";
import { onWasm } from "../wasm/wasm-heap";

/**
 * Which keys each query sees when many sequences share their first rows. Rows of keys and values:
 * the shared prefix first, then the own rows of one sequence after the other.
 */
export interface PrefixQueries {
  /** Rows of the shared prefix. */
  readonly prefix: number;
  /** Longest run of own keys. */
  readonly longest: number;
  /** Per query, how many prefix rows it sees: the first ones. */
  readonly visible: Int32Array;
  /** Per query, the row of its sequence's first own key. */
  readonly ownStart: Int32Array;
  /** Per query, how many own keys it sees, from `ownStart` on. */
  readonly ownCount: Int32Array;
}

/**
 * Causal multi-head attention of sequences with a shared prefix: equal to attention over whole
 * sequences, but keys and values of the prefix exist once. Every query meets every prefix key and its
 * own keys padded to the longest, masked. (On wasm this is for odd sizes only: kernels/attention.ts.)
 * @param query shape [queries, width]
 * @param keyValue keys and values side by side, shape [rows, 2 * width]
 * @returns shape [queries, width]
 */
export function prefixAttention(
  query: Tensor2D,
  keyValue: Tensor2D,
  queries: PrefixQueries,
  heads: number,
): Tensor2D {
  return tf.tidy(() => {
    const [count, width] = query.shape;
    const { prefix, longest } = queries;
    const size = width / heads;
    const split = (x: Tensor2D, rows: number): Tensor3D =>
      tf.transpose(tf.reshape(x, [rows, heads, size]), [1, 0, 2]);
    const part = (x: Tensor2D, at: 0 | 1): Tensor2D =>
      tf.slice(x, [0, at * width], [-1, width]);
    const q = split(query, count);
    const [sharedKeys, sharedValues] = ([0, 1] as const).map((at) =>
      split(part(tf.slice(keyValue, [0, 0], [prefix, -1]), at), prefix),
    );
    const owned = ownRows(keyValue, queries);
    const [ownKeys, ownValues] = ([0, 1] as const).map((at) =>
      tf.reshape(part(owned, at), [count, longest, heads, size]),
    );
    const shared = tf.matMul(q, sharedKeys!, false, true);
    const byRow = tf.reshape(query, [count, 1, heads, size]);
    const own = tf.transpose(tf.sum(tf.mul(byRow, ownKeys!), 3), [2, 0, 1]);
    const scores = tf.mul(tf.concat([shared, own as Tensor3D], 2), 1 / Math.sqrt(size));
    const weights = tf.softmax(tf.add(scores, mask(queries)));
    const ofShared = tf.slice(weights, [0, 0, 0], [-1, -1, prefix]) as Tensor3D;
    const ofOwn = tf.slice(weights, [0, 0, prefix], [-1, -1, longest]) as Tensor3D;
    const mixed = tf.transpose(tf.matMul(ofShared, sharedValues!), [1, 0, 2]);
    const column = tf.reshape(tf.transpose(ofOwn, [1, 2, 0]), [count, longest, heads, 1]);
    return tf.reshape(tf.add(mixed, tf.sum(tf.mul(column, ownValues!), 1)), [count, width]);
  });
}

/** Own keys and values per query, padded with the last row: shape [queries * longest, 2 * width]. */
function ownRows(keyValue: Tensor2D, { longest, ownStart }: PrefixQueries): Tensor2D {
  const last = keyValue.shape[0] - 1;
  const at = Int32Array.from({ length: ownStart.length * longest }, (_, i) =>
    Math.min(last, ownStart[Math.floor(i / longest)]! + (i % longest)),
  );
  const indices = tf.tensor1d(at, "int32");
  // The gradient of a look-up is a scatter-add, which the wasm backend lacks.
  return onWasm()
    ? tf.matMul(tf.oneHot(indices, last + 1) as Tensor2D, keyValue)
    : tf.gather(keyValue, indices);
}

/** Shape [queries, prefix + longest]: 0 where a query sees a key, else -1e9. */
function mask({ prefix, longest, visible, ownCount }: PrefixQueries): Tensor2D {
  const columns = prefix + longest;
  const values = new Float32Array(visible.length * columns);
  visible.forEach((seen, row) => {
    values.fill(FORBIDDEN, row * columns + seen, row * columns + prefix);
    values.fill(FORBIDDEN, row * columns + prefix + ownCount[row]!, (row + 1) * columns);
  });
  return tf.tensor2d(values, [visible.length, columns]);
}
