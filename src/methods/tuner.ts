import type { ClipModel } from "../encoders/towers/clip-model";
import type { Tokenizer } from "../encoders/tokens/tokenizer";
import type { Scalar, Tensor, Tensor2D, Tensor3D } from "../engine/tf";
import type { Random } from "../random/random";

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
  /** Prompt template with `{}` for the name. */
  readonly template: string;
}

/**
 * What a tuner is given of images:
 * - `features`: unit image features of the frozen tower, shape [n, embed];
 * - `raw features`: the same before normalisation, shape [n, embed];
 * - `pixels`: normalised images, shape [n, 3, size, size];
 * - `patches`: what a vision transformer's first block is given of an image, which no prompt changes, for
 *   methods with prompts in the image tower: shape [n, (1 + patches) * width];
 * - `patches and features`: the same with the unit feature behind it, [n, (1 + patches) * width + embed].
 */
export type ImageKind =
  "features" | "raw features" | "pixels" | "patches" | "patches and features";

/** One batch of training images. */
export interface Batch {
  /** Of the kind that the tuner sees. */
  readonly images: Tensor;
  /** Length n. */
  readonly labels: Int32Array;
  /** For methods that draw at random; the first step of seed 0 when left out. */
  readonly step?: TrainingStep;
}

/** Where a step stands in a training: names its random streams, so that a resumed training draws the same. */
export interface TrainingStep {
  readonly seed: number;
  /** Steps before this one, over all epochs. */
  readonly iteration: number;
}

/** Where a batch stands that does not say it. */
export const FIRST_STEP: TrainingStep = { seed: 0, iteration: 0 };

/** Labelled images together: all training images, for methods that keep them, or validation images. */
export interface TrainingSet {
  /** Of the kind that the tuner sees; the first view where there are several. */
  readonly images: Tensor;
  readonly labels: Int32Array;
}

/** A loss on the text features of further names, for one step. */
export interface TextTerm {
  readonly kind: "text";
  /** Name of the part in histories. */
  readonly name: string;
  readonly names: readonly string[];
  /** @param features tuned unit features of `names`, shape [names, embed] */
  loss(features: Tensor2D): Scalar;
}

/** A loss on the tuned features of further images, for one step. */
export interface ImageTerm {
  readonly kind: "images";
  readonly name: string;
  /** Of the kind that the tuner sees. */
  readonly images: Tensor;
  /** @param features tuned unit features of `images`, shape [n, embed] */
  loss(features: Tensor2D): Scalar;
  /** Frees what was made for the step. */
  dispose(): void;
}

/** A loss on what a step computes anyway. */
export interface ClassTerm {
  readonly kind: "classes";
  readonly name: string;
  loss(step: Pick<StepLoss, "text" | "logits">, batch: Batch): Scalar;
}

/** Other logits for the cross-entropy; predictions keep the tuner's own. */
export interface LogitTerm {
  readonly kind: "logits";
  readonly name: string;
  /** @param logits shape [n, classes]; the result has the same */
  map(logits: Tensor2D, batch: Batch): Tensor2D;
}

/** What a regulariser adds to a step. */
export type Term = TextTerm | ImageTerm | ClassTerm | LogitTerm;

/** Loss of a step. */
export interface StepLoss {
  /** What is differentiated: the sum of the parts. */
  readonly total: Scalar;
  /** Weighted parts by name: `ce` and what methods and regularisers add. */
  readonly parts: Readonly<Record<string, Scalar>>;
  /** Scaled logits of the batch, shape [n, classes]. */
  readonly logits: Tensor2D;
  /** Tuned text features of the classes, shape [classes, embed]. */
  readonly text: Tensor2D;
}

/**
 * What a tuning method is: data in, tensors out. It owns no files, no progress, no global. Methods with
 * image-conditioned text, deep prompts or a tuned image side fit the same functions. `textTuner` and
 * `cosineTuner` write `logits` and `loss` for methods whose logits are scaled cosines.
 */
export interface TunerFunctions {
  /** Start values; empty for a method that trains nothing. */
  init(random: Random): Readonly<Record<string, ParameterValues>>;
  /**
   * Tuned unit text features, shape [names, embed].
   * @param images only where text depends on the image: the text features for their mean prompt
   */
  textFeatures(parameters: Parameters, names: readonly string[], images?: Tensor): Tensor2D;
  /** Tuned unit image features, shape [n, embed]; of a frozen image side, the given ones as unit rows. */
  imageFeatures(parameters: Parameters, images: Tensor): Tensor2D;
  /**
   * Scaled logits, shape [n, names].
   * @param text tuned features of the names, where the caller has them already
   */
  logits(
    parameters: Parameters,
    images: Tensor,
    names: readonly string[],
    text?: Tensor2D,
  ): Tensor2D;
  /**
   * Loss of a batch on the tuned classes.
   * @param terms of regularisers: those on text share the pass through the text tower, those on logits
   *   change what the cross-entropy sees; the others are added by the step
   */
  loss(parameters: Parameters, batch: Batch, terms: readonly Term[]): StepLoss;
  /** Names whose features will be needed often, so that their constant part is computed once. */
  prepare?(names: readonly string[]): void;
  /** Whether each image has text features of its own, thus a pass of all names; they are predicted one by one. */
  readonly hasTextOfEachImage?: boolean;
  /** Frees the tensors it made. */
  dispose?(): void;
  /** What its training does beyond descent on its loss; most methods have none. */
  readonly training?: TrainingStrategy;
  /** Tuning on each test image, for methods that have no training. */
  readonly testTime?: TestTimeTuning;
}

/** Tuning on the views of each test image by itself. Labels are not given. */
export interface TestTimeTuning {
  /** Views of a test image. The first is the image as in testing, the others are augmented. */
  readonly views: number;
  /** Largest number of test images of a class set; null for all. */
  readonly maxImages: number | null;
  /**
   * Tunes on some images, each from the same start, and predicts each from its first view.
   * @param views unit features, shape [images, views, embed]
   * @param terms of a regulariser, functions of one image's text features
   */
  predict(
    parameters: Parameters,
    views: Tensor3D,
    names: readonly string[],
    terms: readonly ClassTerm[],
  ): TestTimePrediction;
}

/** What a test-time method gives for some images; the tensors are the caller's. */
export interface TestTimePrediction {
  /** Scaled, shape [images, names]. */
  readonly logits: Tensor2D;
  /** Unit text features that each image was predicted with, shape [images, names, embed]. */
  readonly text: Tensor3D;
}

/** A tuning method by its name, as `makeTuner` makes it. */
export interface Tuner extends TunerFunctions {
  readonly name: string;
  /** What it is given of images: in batches, in `logits`, in `imageFeatures`. */
  readonly imageInput: ImageKind;
  prepare(names: readonly string[]): void;
  dispose(): void;
}

/** Further steps of a training; each stands for what one method's paper adds. */
export interface TrainingStrategy {
  /** Factors on the learning rate by parameter; 1 for those left out. DePT's head learns faster. */
  readonly rateFactors?: Readonly<Record<string, number>>;
  /** Weights of the epochs' last values in the final parameters. PromptSRC averages its prompts. */
  readonly epochWeights?: (epochs: number) => readonly number[];
  /** A second loss that corrects the gradient of the first. ProGrad projects on its teacher's. */
  readonly guide?: GradientGuide;
  /** Called once before `init` and before a resumed training. Tip-Adapter keeps the training images. */
  readonly observe?: (training: TrainingSet) => void;
  /**
   * Called once after training to choose what predictions use. Tip-Adapter searches alpha and beta.
   * @returns what was chosen, for the record
   */
  readonly fit?: (
    parameters: Parameters,
    validation: TrainingSet,
  ) => Readonly<Record<string, number>>;
}

/** A second loss whose gradient corrects that of the first. */
export interface GradientGuide {
  loss(parameters: Parameters, batch: Batch): Scalar;
  /** The corrected gradient of one parameter. */
  correct(gradient: Float32Array, guide: Float32Array): Float32Array;
}

/** Adds a term to any tuner's loss. */
export interface Regulariser {
  readonly name: string;
  /** Called once before training. */
  prepare(tuner: Tuner): void;
  /**
   * The term of one step; at once, or when its images are read.
   * @param random the epoch's stream
   * @param startsEpoch whether it is the first step of an epoch
   */
  draw(random: Random, startsEpoch: boolean): Term | Promise<Term>;
  dispose(): void;
}
