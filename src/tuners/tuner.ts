import type { ClipModel } from "../encoders/clip-model";
import type { Tokenizer } from "../encoders/tokenizer";
import type { Scalar, Tensor, Tensor2D } from "../engine/tf";
import type { Random } from "../numeric/random";

/** Trainable values as tensors, by name. */
export type Parameters = Readonly<Record<string, Tensor>>;

/** Trainable values in host memory: what is stored, resumed and updated. */
export interface ParameterValues {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What a tuner is made for. */
export interface TunerSetting {
  readonly model: ClipModel;
  readonly tokenizer: Tokenizer;
  /** Classes it is tuned on, as in the data set. */
  readonly classNames: readonly string[];
  /** Hand-written prompt with `{}` for the name. */
  readonly template: string;
}

/** One batch of training images. */
export interface Batch {
  /** Unit image features, shape [n, embed]. */
  readonly images: Tensor2D;
  /** Length n. */
  readonly labels: Int32Array;
}

/** A loss on the text features of further names, for one step. */
export interface TextTerm {
  /** Name of the part in histories. */
  readonly name: string;
  readonly names: readonly string[];
  /** @param features tuned unit features of `names`, shape [names, embed] */
  loss(features: Tensor2D): Scalar;
}

/** Loss of a step. */
export interface StepLoss {
  /** What is differentiated: the sum of the parts. */
  readonly total: Scalar;
  /** Weighted parts by name: `ce` and what methods and regularisers add. */
  readonly parts: Readonly<Record<string, Scalar>>;
  /** Scaled logits of the batch, shape [n, classes]. */
  readonly logits: Tensor2D;
}

/**
 * A tuning method: data in, tensors out. It owns no files, no progress, no global. A method with
 * image-conditioned text or deep prompts fits the same functions.
 */
export interface Tuner {
  readonly name: string;
  /** Start values; empty for a method that trains nothing. */
  init(random: Random): Readonly<Record<string, ParameterValues>>;
  /** Says which names will be asked for often, so that their constant work is done once. */
  prepare(names: readonly string[]): void;
  /** Tuned unit text features, shape [names, embed]. */
  textFeatures(parameters: Parameters, names: readonly string[]): Tensor2D;
  /**
   * Scaled logits, shape [n, names].
   * @param images unit image features, shape [n, embed]
   */
  logits(parameters: Parameters, images: Tensor2D, names: readonly string[]): Tensor2D;
  /** Loss of a batch on the tuned classes; `terms` share the pass through the text tower. */
  loss(parameters: Parameters, batch: Batch, terms: readonly TextTerm[]): StepLoss;
  /** Frees the tensors it made. */
  dispose(): void;
}

/** Adds a term to any tuner's loss. */
export interface Regulariser {
  readonly name: string;
  /** Called once before training. */
  prepare(tuner: Tuner): void;
  /** The term of one step. */
  draw(random: Random): TextTerm;
  dispose(): void;
}
