import { tf, type Scalar, type Tensor2D } from "../engine/tf";
import { zeroShotReference } from "../methods/heads/zero-shot-logits";
import { number } from "../methods/option";
import { constantTerm } from "./constant-term";
import { defineRegulariser } from "./definition";

/** A penalty on logits beyond the range of the zero-shot ones (CLIPCalib, Murugesan et al. 2024). */
export const range = defineRegulariser({
  name: "range",
  title: "range",
  about:
    "a penalty on logits outside the range of the zero-shot ones (Murugesan et al. 2024)",
  actsOn: "logits",
  options: { lambda: number(10, "weight", { symbol: "λ" }) },
  make: ({ setting, imageInput }, { lambda }) => {
    const reference = zeroShotReference(setting, imageInput);
    return constantTerm(
      {
        kind: "classes",
        name: "range",
        loss: ({ logits }, batch) =>
          tf.mul(rangePenalty(logits, reference.logits(batch)), lambda),
      },
      reference.dispose,
    );
  },
});

/** mean max(0, l - max_zs) + mean max(0, min_zs - l), the range of each sample's zero-shot logits. */
export function rangePenalty(logits: Tensor2D, zeroShot: Tensor2D): Scalar {
  const above = tf.relu(tf.sub(logits, tf.max(zeroShot, 1, true)));
  const below = tf.relu(tf.sub(tf.min(zeroShot, 1, true), logits));
  return tf.add(tf.mean(above), tf.mean(below));
}
