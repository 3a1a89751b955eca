import { tf, type Tensor2D } from "../tf";

/**
 * A matrix in parts one below the other. The gradient is one matrix, where that of slices is as many as there are slices.
 * @param sizes rows of each part; together all rows
 */
export function splitRows(x: Tensor2D, sizes: readonly number[]): readonly Tensor2D[] {
  // tfjs gives no part at all where there is one.
  return sizes.length === 1 ? [x] : (tf.split(x, [...sizes], 0) as Tensor2D[]);
}
