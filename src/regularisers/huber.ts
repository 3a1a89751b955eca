import { tf, type Scalar, type Tensor2D } from "../engine/tf";
import { number } from "../methods/option";
import { pairCosines } from "./pair-cosines";
import { defineTextRegulariser } from "./text-term";

/**
 * A Huber loss on the cosines of class pairs: lambda * mean_{i<j} h(cos(t_i, t_j)), h(s) = s^2 / 2 up to delta and
 * delta (|s| - delta / 2) beyond (SoC, arXiv 2601.08617). The paper's delta was not found.
 */
export const huber = defineTextRegulariser({
  name: "huber",
  title: "SoC",
  about: "a Huber loss on the cosines of class pairs (SoC, arXiv 2601.08617)",
  options: {
    lambda: number(20, "weight", { symbol: "λ" }),
    delta: number(0.75, "cosine beyond which the loss is linear", { symbol: "δ" }),
  },
  loss: (text, { lambda, delta }) => tf.mul(meanHuber(text, delta), lambda),
});

/** mean_{i<j} h(cos(t_i, t_j)). @param text unit rows, shape [classes, embed] */
export function meanHuber(text: Tensor2D, delta: number): Scalar {
  const size = tf.abs(pairCosines(text));
  const square = tf.minimum(size, delta);
  // With q = min(s, delta): q^2 / 2 + delta (s - q) is both branches.
  return tf.mean(tf.add(tf.div(tf.square(square), 2), tf.mul(tf.sub(size, square), delta)));
}
