import { tf, type Tensor2D } from "./tf";
import { heapMatrix, heapView, onWasm } from "./wasm-heap";

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
  indices.forEach((row, i) =>
    to.set(from.subarray(row * width, (row + 1) * width), i * width),
  );
  return out;
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
