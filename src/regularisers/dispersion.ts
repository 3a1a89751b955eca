import { tf, type Scalar, type Tensor2D } from "../engine/tf";
import { number } from "../methods/option";
import { defineTextRegulariser } from "./text-term";

/** Text features pushed away from their mean: -lambda * mean_c |t_c - mean t| (C-TPT, Yoon et al. 2024, equation 6). */
export const dispersion = defineTextRegulariser({
  name: "dispersion",
  title: "C-TPT",
  about: "text features pushed away from their mean (C-TPT, Yoon et al. 2024)",
  options: { lambda: number(50, "weight", { symbol: "λ" }) },
  loss: (text, { lambda }) => tf.mul(textDispersion(text), -lambda),
});

/** mean_c |t_c - mean t|, Euclidean; the mean is not brought to unit length. @param text shape [classes, embed] */
export function textDispersion(text: Tensor2D): Scalar {
  return tf.mean(tf.norm(tf.sub(text, tf.mean(text, 0, true)), "euclidean", 1));
}
