import { selectRows } from "../engine/layers/select-rows";
import { tf, type Tensor1D, type Tensor2D } from "../engine/tf";

/**
 * Cosines of all pairs i < j, row by row.
 * @param text unit rows, shape [classes, embed]
 * @returns shape [classes (classes - 1) / 2]
 */
export function pairCosines(text: Tensor2D): Tensor1D {
  const n = text.shape[0];
  const cosines = tf.matMul(text, text, false, true);
  const pairs = Int32Array.from(
    Array.from({ length: n * n }, (_, at) => at).filter(
      (at) => Math.floor(at / n) < at % n,
    ),
  );
  const flat = tf.reshape(cosines, [n * n, 1]) as Tensor2D;
  return tf.reshape(selectRows(flat, pairs), [pairs.length]) as Tensor1D;
}
