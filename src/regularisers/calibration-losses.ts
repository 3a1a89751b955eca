import { tf, type Scalar, type Tensor2D } from "../engine/tf";

/**
 * Losses of DOR's rivals, for scaled logits l of shape [n, classes]. Formulas: TCPT (arXiv 2602.19024),
 * whose code also states the others; MBLS (Liu et al. 2022); CLIPCalib (Murugesan et al. 2024).
 */

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
  const rival = tf.max(tf.sub(logits, tf.mul(own, 1e6)), 1);
  const margins = tf.sub(ofLabel, rival);
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

/** Margin-based label smoothing: mean_ik max(0, max_j l_ij - l_ik - margin). */
export function marginSmoothing(logits: Tensor2D, margin: number): Scalar {
  const gaps = tf.sub(tf.max(logits, 1, true), logits);
  return tf.mean(tf.relu(tf.sub(gaps, margin)));
}

/** mean max(0, l - max_zs) + mean max(0, min_zs - l), the range of each sample's zero-shot logits. */
export function rangePenalty(logits: Tensor2D, zeroShot: Tensor2D): Scalar {
  const above = tf.relu(tf.sub(logits, tf.max(zeroShot, 1, true)));
  const below = tf.relu(tf.sub(tf.min(zeroShot, 1, true), logits));
  return tf.add(tf.mean(above), tf.mean(below));
}

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
