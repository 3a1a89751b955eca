import { tf, type Scalar, type Tensor2D } from "../engine/tf";
import { number } from "../methods/option";
import { templateText } from "../methods/template-text";
import { constantTerm } from "./constant-term";
import { defineRegulariser } from "./definition";

/** Mean and variance of margins, and matching of the text features' moments (TCPT, arXiv 2602.19024). */
export const tcpt = defineRegulariser({
  name: "tcpt",
  title: "TCPT",
  about: "a margin loss, and matched moments of text features (arXiv 2602.19024)",
  actsOn: "logits",
  options: {
    margin: number(0.1, "weight of the mean margin"),
    variance: number(0.01, "weight of the margins' variance"),
    moments: number(5, "weight of the moments' distance"),
  },
  make: ({ setting }, { margin, variance, moments }) => {
    const frozen = templateText(setting);
    return constantTerm(
      {
        kind: "classes",
        name: "tcpt",
        loss: (step, { labels }) =>
          tf.add(
            marginLoss(step.logits, labels, { margin, variance }),
            tf.mul(momentLoss(step.text, frozen), moments),
          ),
      },
      () => frozen.dispose(),
    );
  },
});

/**
 * -margin * mean(m) + variance * Var(m), m_i = l_iy - max_{k != y} l_ik, with 1/n in the variance.
 * @param labels length n
 */
export function marginLoss(
  logits: Tensor2D,
  labels: Int32Array,
  weights: { readonly margin: number; readonly variance: number },
): Scalar {
  const own = tf.cast(tf.oneHot(tf.tensor1d(labels, "int32"), logits.shape[1]), "float32");
  const ofLabel = tf.sum(tf.mul(logits, own), 1);
  // Taken out of the maximum by more than any logit can span.
  const runnerUp = tf.max(tf.sub(logits, tf.mul(own, 1e6)), 1);
  const margins = tf.sub(ofLabel, runnerUp);
  const mean = tf.mean(margins);
  const variance = tf.mean(tf.square(tf.sub(margins, mean)));
  return tf.add(tf.mul(mean, -weights.margin), tf.mul(variance, weights.variance));
}

/**
 * |mean(t) - mean(f)|^2 + |Cov(t) - Cov(f)|_F^2 over classes, covariances with 1/classes.
 * @param text,frozen shape [classes, embed]
 */
export function momentLoss(text: Tensor2D, frozen: Tensor2D): Scalar {
  const moments = (rows: Tensor2D): { mean: Tensor2D; covariance: Tensor2D } => {
    const mean = tf.mean(rows, 0, true) as Tensor2D;
    const centred = tf.sub(rows, mean) as Tensor2D;
    const covariance = tf.div(tf.matMul(centred, centred, true), rows.shape[0]);
    return { mean, covariance: covariance as Tensor2D };
  };
  const [t, f] = [moments(text), moments(frozen)];
  const apart = (a: Tensor2D, b: Tensor2D): Scalar => tf.sum(tf.square(tf.sub(a, b)));
  return tf.add(apart(t.mean, f.mean), apart(t.covariance, f.covariance));
}
