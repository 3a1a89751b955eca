import {
  tf,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "../../engine/tf";
import type { ClassTerm } from "../tuner";

/** What a step's loss is made of. */
export interface LossParts {
  readonly entropy: boolean;
  readonly terms: readonly ClassTerm[];
}

/**
 * Scaled cosines of each image's views with its own text features.
 * @param views unit features, shape [images, views, embed]
 * @param text unit features, shape [images, classes, embed]
 * @returns shape [images, views, classes]
 */
export function viewLogits(views: Tensor3D, text: Tensor3D, scale: number): Tensor3D {
  return tf.mul(tf.matMul(views, text, false, true), scale);
}

/**
 * Loss of a step, summed over images: the entropy of the mean prediction plus the terms.
 * @param logits of the chosen views, shape [images, views, classes]
 * @param text unit features, shape [images, classes, embed]
 */
export function testTimeLoss(
  logits: Tensor3D,
  text: Tensor3D,
  { entropy, terms }: LossParts,
): Scalar {
  const parts = entropy ? [tf.sum(meanEntropy(logits)) as Scalar] : [];
  return tf.addN([...parts, ...termsOfImages(terms, logits, text)]) as Scalar;
}

/**
 * Entropy of the mean prediction of some views, in nats, for each image (TPT, Shu et al. 2022).
 * @param logits scaled, shape [images, views, classes]
 * @returns shape [images]
 */
export function meanEntropy(logits: Tensor3D): Tensor1D {
  const logs = tf.sub(logits, tf.logSumExp(logits, 2, true));
  const ofMean = tf.sub(tf.logSumExp(logs, 1), Math.log(logits.shape[1]));
  return tf.neg(tf.sum(tf.mul(tf.exp(ofMean), ofMean), 1)) as Tensor1D;
}

/** The terms of each image, which depend on its text features and views alone. */
function termsOfImages(
  terms: readonly ClassTerm[],
  logits: Tensor3D,
  text: Tensor3D,
): Scalar[] {
  if (terms.length === 0) return [];
  const unlabelled = { images: tf.tensor1d([]), labels: new Int32Array() };
  const views = matricesOf(logits);
  return matricesOf(text).flatMap((own, image) =>
    terms.map((term) => term.loss({ text: own, logits: views[image]! }, unlabelled)),
  );
}

/** The matrices of a stack. */
function matricesOf(stack: Tensor3D): Tensor2D[] {
  const [n] = stack.shape;
  const parts = n === 1 ? [stack] : tf.split(stack, n, 0);
  return parts.map((part) => tf.squeeze<Tensor2D>(part, [0]));
}
