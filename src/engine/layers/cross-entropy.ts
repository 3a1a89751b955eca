import { tf, type Scalar, type Tensor2D } from "../tf";

/**
 * Mean cross-entropy of logits with integer labels, -(1/n) sum_i log softmax(z_i)[y_i].
 * @param logits shape [n, classes]
 * @param labels length n, each below `classes`
 */
export function crossEntropy(logits: Tensor2D, labels: Int32Array): Scalar {
  const [n, classes] = logits.shape;
  return tf.customGrad((input, save) => {
    const target = tf.oneHot(tf.tensor1d(labels, "int32"), classes);
    const probabilities = tf.softmax(input as Tensor2D);
    (save as tf.GradSaveFunc)([probabilities, target]);
    const own = tf.sum(tf.mul(input as Tensor2D, target), 1);
    return {
      value: tf.mean(tf.sub(tf.logSumExp(input as Tensor2D, 1), own)) as Scalar,
      gradFunc: (dy, [p, y]) => tf.mul(tf.sub(p!, y!), tf.div(dy as Scalar, n)),
    };
  })(logits) as Scalar;
}
