import { tf, type Tensor2D } from "../engine/tf";
import { zeroShotReference } from "../methods/heads/zero-shot-logits";
import { constantTerm } from "./constant-term";
import { defineRegulariser } from "./definition";

/** Cross-entropy of logits in the range of the zero-shot ones (CLIPCalib, Murugesan et al. 2024). */
export const rescale = defineRegulariser({
  name: "rescale",
  title: "rescale",
  about:
    "training logits rescaled to the range of the zero-shot ones (Murugesan et al. 2024)",
  actsOn: "logits",
  options: {},
  make: ({ setting, imageInput }) => {
    const reference = zeroShotReference(setting, imageInput);
    return constantTerm(
      {
        kind: "logits",
        name: "rescale",
        map: (logits, batch) => rescaled(logits, reference.logits(batch)),
      },
      reference.dispose,
    );
  },
});

/** Logits moved and scaled, per sample, to the range of the zero-shot logits. */
export function rescaled(logits: Tensor2D, zeroShot: Tensor2D): Tensor2D {
  const low = tf.min(logits, 1, true);
  const share = tf.div(
    tf.sub(logits, low),
    tf.maximum(tf.sub(tf.max(logits, 1, true), low), 1e-6),
  );
  const from = tf.min(zeroShot, 1, true);
  const span = tf.sub(tf.max(zeroShot, 1, true), from);
  return tf.add(tf.mul(share, span), from) as Tensor2D;
}
