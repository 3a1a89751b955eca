import { causalMask, FORBIDDEN } from "./attention";
import { selectRows } from "./select-rows";
import { splitRows } from "./split-rows";
import { tf, type Tensor, type Tensor2D, type Tensor3D, type Tensor4D } from "../tf";

/** Sequences that begin alike: the rows that they share, then the own rows of one after the other. */
export interface SharedBeginning {
  /** Rows that all share, at least one. */
  readonly shared: number;
  /** Own rows of each sequence, at least one. */
  readonly lengths: readonly number[];
}

/** Queries, keys and values of some rows by head. */
type Heads<T extends Tensor> = [query: T, key: T, value: T];

/**
 * Causal multi-head attention of sequences that begin alike: equal to attention over whole sequences, but what they share
 * exists once. Own rows are padded to the longest.
 * @param qkv queries, keys and values side by side, shape [rows, 3 * width]
 * @param queries which rows ask: all, or the last of each sequence
 * @returns shape [rows, width] or [sequences, width]
 */
export function beginningAttention(
  qkv: Tensor2D,
  beginning: SharedBeginning,
  heads: number,
  queries: "all" | "last",
): Tensor2D {
  return tf.tidy(() => {
    const { shared } = beginning;
    const [sharedRows, ownRows] = splitRows(qkv, [shared, qkv.shape[0] - shared]);
    const first = headsOfShared(sharedRows!, heads);
    const own = headsOfOwn(ownRows!, beginning, heads);
    if (queries === "last") {
      const [all, key, value] = own;
      const last = lastQueries(all, beginning);
      return ofOwnRows([last, key, value], first, lastMask(beginning));
    }
    const rows = ofOwnRows(own, first, allMask(beginning));
    const ofOwn =
      rows.shape[0] === ownRows!.shape[0]
        ? rows
        : selectRows(rows, paddedPlaces(beginning));
    return tf.concat([ofSharedRows(first), ofOwn], 0);
  });
}

/** Shape [heads, shared, size] each. */
function headsOfShared(rows: Tensor2D, heads: number): Heads<Tensor3D> {
  const split = tf.reshape(rows, [rows.shape[0], 3, heads, rows.shape[1] / 3 / heads]);
  return tf.unstack(tf.transpose(split, [1, 2, 0, 3])) as Heads<Tensor3D>;
}

/** Padded own rows, shape [heads, sequences, longest, size] each. */
function headsOfOwn(
  rows: Tensor2D,
  { lengths }: SharedBeginning,
  heads: number,
): Heads<Tensor4D> {
  const longest = Math.max(...lengths);
  const size = rows.shape[1] / 3 / heads;
  const shape = [lengths.length, longest, 3 * heads, size];
  const split = tf.reshape(padded(rows, lengths, longest), shape);
  const ofHeads = tf.transpose(split, [2, 0, 1, 3]);
  return tf.unstack(
    tf.reshape(ofHeads, [3, heads, lengths.length, longest, size]),
  ) as Heads<Tensor4D>;
}

/** Rows of sequences, zeros behind the shorter ones. */
function padded(rows: Tensor2D, lengths: readonly number[], longest: number): Tensor2D {
  const [count, width] = rows.shape;
  if (count === lengths.length * longest) return rows;
  // Behind all rows stands the padding's.
  const from = new Int32Array(lengths.length * longest).fill(count);
  let row = 0;
  lengths.forEach((length, sequence) => {
    for (let index = 0; index < length; index++) from[sequence * longest + index] = row++;
  });
  return selectRows(tf.concat([rows, tf.zeros([1, width])], 0), from);
}

/** Where each own row stands among the padded ones. */
function paddedPlaces({ lengths }: SharedBeginning): Int32Array {
  const longest = Math.max(...lengths);
  return Int32Array.from(
    lengths.flatMap((length, sequence) =>
      Array.from({ length }, (_, index) => sequence * longest + index),
    ),
  );
}

/** Queries of each sequence's last row, shape [heads, sequences, 1, size]. */
function lastQueries(query: Tensor4D, { lengths }: SharedBeginning): Tensor4D {
  const [heads, sequences, longest, size] = query.shape;
  const rows = Int32Array.from({ length: heads * sequences }, (_, at) => {
    return at * longest + lengths[at % sequences]! - 1;
  });
  const flat = tf.reshape(query, [heads * sequences * longest, size]) as Tensor2D;
  return tf.reshape(selectRows(flat, rows), [heads, sequences, 1, size]);
}

/** Own rows see all shared ones and those before them, shape [longest, shared + longest]. */
function allMask({ shared, lengths }: SharedBeginning): Tensor2D {
  const longest = Math.max(...lengths);
  return tf.concat([tf.zeros([longest, shared]), causalMask(longest)], 1);
}

/** A last row sees no padding, shape [sequences, 1, shared + longest]. */
function lastMask({ shared, lengths }: SharedBeginning): Tensor3D {
  const columns = shared + Math.max(...lengths);
  const mask = new Float32Array(lengths.length * columns);
  lengths.forEach((length, sequence) => {
    mask.fill(FORBIDDEN, sequence * columns + shared + length, (sequence + 1) * columns);
  });
  return tf.tensor3d(mask, [lengths.length, 1, columns]);
}

/** @returns shape [sequences * queries, width] */
function ofOwnRows(
  [query, key, value]: Heads<Tensor4D>,
  [, sharedKey, sharedValue]: Heads<Tensor3D>,
  mask: Tensor,
): Tensor2D {
  const [heads, sequences, asking, size] = query.shape;
  const shared = sharedKey.shape[1];
  const scaled = tf.mul(query, 1 / Math.sqrt(size)) as Tensor4D;
  const flat = tf.reshape(scaled, [heads, sequences * asking, size]);
  const toShared = tf.matMul(flat, sharedKey, false, true);
  const scores = tf.concat(
    [
      tf.reshape(toShared, [heads, sequences, asking, shared]),
      tf.matMul(scaled, key, false, true),
    ],
    3,
  );
  const weights = tf.softmax(tf.add<Tensor4D>(scores, mask));
  const [onShared, onOwn] = tf.split(weights, [shared, key.shape[2]], 3);
  const ofShared = tf.matMul(
    tf.reshape(onShared!, [heads, sequences * asking, shared]) as Tensor3D,
    sharedValue,
  );
  const mixed = tf.add(
    tf.reshape(ofShared, [heads, sequences, asking, size]),
    tf.matMul(onOwn!, value),
  );
  return tf.reshape(tf.transpose(mixed, [1, 2, 0, 3]), [sequences * asking, heads * size]);
}

/** @returns shape [shared, width] */
function ofSharedRows([query, key, value]: Heads<Tensor3D>): Tensor2D {
  const [heads, rows, size] = query.shape;
  const scores = tf.mul(tf.matMul(query, key, false, true), 1 / Math.sqrt(size));
  const weights = tf.softmax(tf.add(scores, causalMask(rows)));
  const mixed = tf.matMul(weights as Tensor3D, value);
  return tf.reshape(tf.transpose(mixed, [1, 0, 2]), [rows, heads * size]);
}
