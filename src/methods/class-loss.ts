import { crossEntropy } from "../engine/layers/cross-entropy";
import { tf, type Scalar, type Tensor2D } from "../engine/tf";
import type { Batch, LogitTerm, StepLoss, Term, TextTerm } from "./tuner";

/**
 * Scaled cosine logits, s * images . text'.
 * @param images unit rows, shape [n, embed]
 * @param text unit rows, shape [classes, embed]
 * @returns shape [n, classes]
 */
export function cosineLogits(images: Tensor2D, text: Tensor2D, scale: number): Tensor2D {
  return tf.mul(tf.matMul(images, text, false, true), scale);
}

/** Cross-entropy of a batch, of the logits that a regulariser makes of them where there is one. */
export function batchCrossEntropy(
  logits: Tensor2D,
  batch: Batch,
  terms: readonly Term[],
): Scalar {
  const changed = terms
    .filter((term): term is LogitTerm => term.kind === "logits")
    .reduce((seen, term) => term.map(seen, batch), logits);
  return crossEntropy(changed, batch.labels);
}

/**
 * Cross-entropy of a batch plus further parts, which come weighted.
 * @param logits scaled, shape [n, classes]
 * @param text features of the classes
 */
export function classLoss(
  batch: Batch,
  logits: Tensor2D,
  text: Tensor2D,
  further: Readonly<Record<string, Scalar>>,
  terms: readonly Term[],
): StepLoss {
  return summedLoss(
    { ce: batchCrossEntropy(logits, batch, terms), ...further },
    logits,
    text,
  );
}

/** The loss that is the sum of its parts. */
export function summedLoss(
  parts: Readonly<Record<string, Scalar>>,
  logits: Tensor2D,
  text: Tensor2D,
): StepLoss {
  return { total: tf.addN(Object.values(parts)) as Scalar, parts, logits, text };
}

/**
 * Text features of the classes and of each text term's names, through one pass of the text tower.
 * @param features features of names, shape [names, embed]
 * @returns those of the classes, and the terms' losses by name
 */
export function sharedPass(
  classNames: readonly string[],
  terms: readonly Term[],
  features: (names: readonly string[]) => Tensor2D,
): { readonly text: Tensor2D; readonly losses: Readonly<Record<string, Scalar>> } {
  const onText = textTerms(terms);
  const groups = [classNames, ...onText.map(({ names }) => names)];
  const [text, ...ofTerms] = splitRows(
    features(groups.flat()),
    groups.map(({ length }) => length),
  );
  const losses = onText.map((term, i) => [term.name, term.loss(ofTerms[i]!)] as const);
  return { text: text!, losses: Object.fromEntries(losses) };
}

/** The terms on text features of further names. */
export function textTerms(terms: readonly Term[]): readonly TextTerm[] {
  return terms.filter((term): term is TextTerm => term.kind === "text");
}

function splitRows(x: Tensor2D, counts: readonly number[]): Tensor2D[] {
  return counts.length === 1 ? [x] : tf.split(x, [...counts], 0);
}
