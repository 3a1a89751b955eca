import { crossEntropy } from "../engine/layers/cross-entropy";
import { tf, type Scalar, type Tensor2D } from "../engine/tf";
import type { Batch, StepLoss, TextTerm } from "./tuner";

/**
 * Scaled cosine logits, s * images . text'.
 * @param images unit rows, shape [n, embed]
 * @param text unit rows, shape [classes, embed]
 * @returns shape [n, classes]
 */
export function cosineLogits(images: Tensor2D, text: Tensor2D, scale: number): Tensor2D {
  return tf.mul(tf.matMul(images, text, false, true), scale);
}

/**
 * Cross-entropy of a batch plus further parts, which come weighted.
 * @param logits scaled, shape [n, classes]
 * @param text features of the classes
 */
export function classLoss(
  { labels }: Batch,
  logits: Tensor2D,
  text: Tensor2D,
  further: Readonly<Record<string, Scalar>>,
): StepLoss {
  const parts = { ce: crossEntropy(logits, labels), ...further };
  return { total: tf.addN(Object.values(parts)) as Scalar, parts, logits, text };
}

/**
 * Text features of the classes and of each term's names, through one pass of the text tower.
 * @param features features of names, shape [names, embed]
 * @returns those of the classes, and the terms' losses by name
 */
export function sharedPass(
  classNames: readonly string[],
  terms: readonly TextTerm[],
  features: (names: readonly string[]) => Tensor2D,
): { readonly text: Tensor2D; readonly losses: Readonly<Record<string, Scalar>> } {
  const groups = [classNames, ...terms.map(({ names }) => names)];
  const [text, ...ofTerms] = splitRows(
    features(groups.flat()),
    groups.map(({ length }) => length),
  );
  const losses = terms.map((term, i) => [term.name, term.loss(ofTerms[i]!)] as const);
  return { text: text!, losses: Object.fromEntries(losses) };
}

function splitRows(x: Tensor2D, counts: readonly number[]): Tensor2D[] {
  return counts.length === 1 ? [x] : tf.split(x, [...counts], 0);
}
