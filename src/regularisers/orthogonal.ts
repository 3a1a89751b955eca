import { tf, type Scalar, type Tensor2D } from "../engine/tf";
import { choice, number } from "../methods/option";
import { defineTextRegulariser } from "./text-term";

/** Which form of the term: that of the published code, or that of the paper. */
const FORMS = ["code", "paper"] as const;

/**
 * Text features pushed towards right angles (O-TPT, Sharifdeen et al. 2025). The paper writes
 * lambda |T T' - I|_F^2; its code's Householder construction is lambda (mean_c |row_c(T T')| - 1) for unit features.
 */
export const orthogonal = defineTextRegulariser({
  name: "orthogonal",
  title: "O-TPT",
  about: "text features pushed towards right angles (O-TPT, arXiv 2503.12096)",
  options: {
    lambda: number(18, "weight", { symbol: "λ" }),
    form: choice("code", FORMS, "the term of the published code, or of the paper"),
  },
  loss: (text, { lambda, form }) =>
    tf.mul(form === "code" ? meanRowNorm(text) : squaredOffIdentity(text), lambda),
});

/** mean_c |row_c(T T')| - 1: 0 where all features are orthogonal. @param text unit rows, shape [classes, embed] */
export function meanRowNorm(text: Tensor2D): Scalar {
  const cosines = tf.matMul(text, text, false, true);
  return tf.sub(tf.mean(tf.norm(cosines, "euclidean", 1)), 1);
}

/** |T T' - I|_F^2. @param text unit rows, shape [classes, embed] */
export function squaredOffIdentity(text: Tensor2D): Scalar {
  const cosines = tf.matMul(text, text, false, true);
  return tf.sum(tf.square(tf.sub(cosines, tf.eye(text.shape[0]))));
}
