import { tf, type Tensor2D } from "../tf";
import { heapMatrix, heapView, onWasm } from "../wasm/wasm-heap";

/**
 * Copies of rows of a matrix, in any order and as often as asked for; off the tape. On the wasm
 * backend by plain copies: its general look-up is about ten times slower.
 * @param x shape [rows, width]
 * @returns shape [indices, width]
 */
export function copyRows(x: Tensor2D, indices: Int32Array): Tensor2D {
  if (!onWasm()) return tf.tidy(() => tf.gather(x, tf.tensor1d(indices, "int32")));
  const width = x.shape[1];
  const out = heapMatrix(indices.length, width);
  const [from, to] = [heapView(x), heapView(out)];
  for (const { row, at, count } of runsOf(indices)) {
    to.set(from.subarray(row * width, (row + count) * width), at * width);
  }
  return out;
}

/** Rows that lie together in a list too: `count` rows from `row` on, at index `at` of the list. */
export interface RowRun {
  readonly row: number;
  readonly at: number;
  readonly count: number;
}

/** A list of rows in runs of consecutive ones, in its order: a copy of a run costs as much as that of a row. */
export function runsOf(rows: Int32Array): readonly RowRun[] {
  const runs: RowRun[] = [];
  for (let at = 0; at < rows.length;) {
    let end = at + 1;
    while (end < rows.length && rows[end] === rows[end - 1]! + 1) end += 1;
    runs.push({ row: rows[at]!, at, count: end - at });
    at = end;
  }
  return runs;
}

/**
 * Different rows of a matrix, in any order. The gradient is a look-up too, in the inverse of the
 * index, because the wasm backend lacks the scatter-add of tfjs' own gradient.
 * @param x shape [rows, width]
 * @param indices row numbers, each at most once
 * @returns shape [indices, width]
 */
export function selectRows(x: Tensor2D, indices: Int32Array): Tensor2D {
  const count = indices.length;
  return tf.customGrad((source) => ({
    value: copyRows(source as Tensor2D, indices),
    gradFunc: (dy) => {
      const inverse = new Int32Array(x.shape[0]).fill(count);
      indices.forEach((row, i) => (inverse[row] = i));
      const padded: Tensor2D = tf.concat([dy as Tensor2D, tf.zeros([1, x.shape[1]])], 0);
      return copyRows(padded, inverse);
    },
  }))(x) as Tensor2D;
}
