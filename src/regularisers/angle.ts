import { tf, type Scalar, type Tensor, type Tensor2D } from "../engine/tf";
import { choice, number } from "../methods/option";
import { pairCosines } from "./pair-cosines";
import { defineTextRegulariser } from "./text-term";

/** Which angle grows: the smallest of all pairs, or each class's to its nearest other class. */
const FORMS = ["smallest", "nearest"] as const;

/**
 * The smallest angle between text features made larger: -lambda * min_{i<j} angle(t_i, t_j), in radians (A-TPT,
 * arXiv 2510.26441, of which only the abstract was read). `nearest` takes the mean over classes of the angle to the
 * nearest other class.
 */
export const angle = defineTextRegulariser({
  name: "angle",
  title: "A-TPT",
  about: "the smallest angle between text features made larger (A-TPT, arXiv 2510.26441)",
  options: {
    lambda: number(10, "weight", { symbol: "λ" }),
    form: choice("smallest", FORMS, "the one smallest angle, or the mean nearest angle"),
  },
  loss: (text, { lambda, form }) =>
    tf.mul(form === "smallest" ? smallestAngle(text) : meanNearestAngle(text), -lambda),
});

/** min_{i<j} angle(t_i, t_j), in radians. @param text unit rows, shape [classes, embed] */
export function smallestAngle(text: Tensor2D): Scalar {
  // Each pair once: a maximum that stands twice would have twice its gradient.
  return angleOf(tf.max(pairCosines(text))) as Scalar;
}

/** Mean over classes of the angle to the nearest other class, in radians. @param text unit rows */
export function meanNearestAngle(text: Tensor2D): Scalar {
  const cosines = tf.matMul(text, text, false, true);
  // A class's cosine with itself is taken out of the maximum.
  const others = tf.sub(cosines, tf.mul(tf.eye(text.shape[0]), 3));
  return tf.mean(angleOf(tf.max(others, 1)));
}

/** Closer to 1 than this, a cosine counts as this: there the angle has no derivative. */
const MAX_COSINE = 1 - 1e-6;

function angleOf(cosine: Tensor): Tensor {
  return tf.acos(tf.minimum(cosine, MAX_COSINE));
}
