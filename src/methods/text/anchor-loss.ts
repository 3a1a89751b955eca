import { tf, type Scalar, type Tensor2D } from "../../engine/tf";

/**
 * How far text features have moved from their zero-shot place: 1 - mean_i cos(t_i, f_i), KgCoOp's
 * regulariser (Yao et al. 2023, equation 4) and, on outlier words, DOR's.
 * @param tuned unit rows, shape [n, embed]
 * @param frozen unit rows of the same shape
 */
export function anchorLoss(tuned: Tensor2D, frozen: Tensor2D): Scalar {
  return tf.sub(1, tf.mean(tf.sum(tf.mul(tuned, frozen), 1)));
}
