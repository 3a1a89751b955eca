import { tf, type Tensor2D } from "./tf";

/**
 * Different rows of a matrix, in any order. The gradient is a look-up too, in the inverse of the
 * index, because the wasm backend lacks the scatter-add of tfjs' own gradient.
 * @param x shape [rows, width]
 * @param indices row numbers, each at most once
 * @returns shape [indices, width]
 */
export function selectRows(x: Tensor2D, indices: Int32Array): Tensor2D {
  const count = indices.length;
  const gather = (from: Tensor2D, at: Int32Array): Tensor2D =>
    tf.tidy(() => tf.gather(from, tf.tensor1d(at, "int32")));
  return tf.customGrad((source) => ({
    value: gather(source as Tensor2D, indices),
    gradFunc: (dy) => {
      const inverse = new Int32Array(x.shape[0]).fill(count);
      indices.forEach((row, i) => (inverse[row] = i));
      const padded: Tensor2D = tf.concat([dy as Tensor2D, tf.zeros([1, x.shape[1]])], 0);
      return gather(padded, inverse);
    },
  }))(x) as Tensor2D;
}
