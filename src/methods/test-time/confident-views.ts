import { tf, type Tensor3D } from "../../engine/tf";
import { mismatch } from "../../errors/promptcal-error";

/**
 * The most confident views of each image: those whose predictions have the lowest entropy, in rising order (TPT,
 * Shu et al. 2022).
 * @param views unit features, shape [images, views, embed]
 * @param text unit features of the classes, the same for all images, shape [1, classes, embed]
 * @param count views to choose of each image
 * @returns their features, shape [images, count, embed]
 */
export function selectViews(
  views: Tensor3D,
  text: Tensor3D,
  scale: number,
  count: number,
): Tensor3D {
  return tf.tidy(() => {
    const [images, each, embed] = views.shape;
    const table = tf.reshape(views, [images * each, embed]);
    const classes = tf.squeeze(text, [0]);
    const logits = tf.mul(tf.matMul(table, classes, false, true), scale);
    const chosen = confidentViews(
      logits.dataSync<"float32">(),
      each,
      classes.shape[0]!,
      count,
    );
    const rows = chosen.map((view, i) => Math.floor(i / count) * each + view);
    const selected = tf.gather(table, tf.tensor1d(rows, "int32"));
    return tf.reshape(selected, [images, count, embed]) as Tensor3D;
  });
}

/**
 * Indices of the most confident views.
 * @param logits scaled, flat [images, views, classes]
 * @returns flat [images, count], of each image in rising order of entropy
 */
export function confidentViews(
  logits: Float32Array,
  views: number,
  classes: number,
  count: number,
): Int32Array {
  const images = logits.length / (views * classes);
  const chosen = new Int32Array(images * count);
  for (let image = 0; image < images; image++) {
    const entropies = Array.from({ length: views }, (_, view) => {
      const at = (image * views + view) * classes;
      return entropy(logits.subarray(at, at + classes));
    });
    const order = Array.from(entropies.keys());
    order.sort((a, b) => entropies[a]! - entropies[b]!);
    chosen.set(order.slice(0, count), image * count);
  }
  return chosen;
}

/**
 * Number of views that a share of them is, cut to a whole number as in the reference code.
 * @throws PromptcalError where it is none
 */
export function confidentCount(views: number, share: number): number {
  const count = Math.floor(views * share);
  if (count >= 1) return count;
  throw mismatch({
    what: "option confident_share of tpt",
    expected: `a share that is at least one of ${views} views`,
    got: String(share),
    fix: `set it to ${Math.ceil(100 / views) / 100} or more, or test_views to ${Math.ceil(1 / share)}`,
  });
}

/** Entropy of softmax(logits) in nats, in float64. */
function entropy(logits: Float32Array): number {
  const max = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  let [sum, weighted] = [0, 0];
  for (const logit of logits) {
    const power = Math.exp(logit - max);
    sum += power;
    weighted += power * (logit - max);
  }
  return Math.log(sum) - weighted / sum;
}
