import { tf, type Scalar, type Tensor2D } from "../engine/tf";
import { number } from "../methods/option";
import { constantTerm } from "./constant-term";
import { defineRegulariser } from "./definition";

/** Margin-based label smoothing (MbLS, Liu et al. 2022). */
export const mbls = defineRegulariser({
  name: "mbls",
  title: "MBLS",
  about: "margin-based label smoothing (Liu et al. 2022)",
  actsOn: "logits",
  options: {
    alpha: number(0.1, "weight", { symbol: "λ" }),
    margin: number(10, "distance to the largest logit that is not penalised"),
  },
  make: (_, { alpha, margin }) =>
    constantTerm({
      kind: "classes",
      name: "mbls",
      loss: ({ logits }) => tf.mul(marginSmoothing(logits, margin), alpha),
    }),
});

/** Margin-based label smoothing: mean_ik max(0, max_j l_ij - l_ik - margin). */
export function marginSmoothing(logits: Tensor2D, margin: number): Scalar {
  const gaps = tf.sub(tf.max(logits, 1, true), logits);
  return tf.mean(tf.relu(tf.sub(gaps, margin)));
}
