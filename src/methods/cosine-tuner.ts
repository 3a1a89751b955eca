import { tf, type Scalar, type Tensor, type Tensor2D } from "../engine/tf";
import { classLoss, cosineLogits, sharedPass } from "./class-loss";
import type { Batch, Parameters, TunerFunctions, TunerSetting } from "./tuner";

/** Something that frees tensors. */
export interface Disposable {
  dispose(): void;
}

/** What further parts of a loss may look at. */
export interface CosineStep {
  readonly parameters: Parameters;
  /** Tuned unit text features of the classes, shape [classes, embed]. */
  readonly text: Tensor2D;
  /** Tuned unit image features, shape [n, embed]. */
  readonly images: Tensor2D;
  /** Scaled, shape [n, classes]. */
  readonly logits: Tensor2D;
  readonly batch: Batch;
}

/** The text side of a method: what is learned, and the features it gives names. */
export interface TextSide extends Pick<TunerFunctions, "init" | "prepare"> {
  textFeatures(parameters: Parameters, names: readonly string[]): Tensor2D;
  /** Further parts of the loss, weighted, by their names in histories. */
  terms?(step: CosineStep): Readonly<Record<string, Scalar>>;
  /** What it made and frees at the end. */
  readonly owns?: readonly Disposable[];
}

/** Both sides of a method whose logits are scaled cosines. */
export interface CosineSides extends TextSide {
  imageFeatures(parameters: Parameters, images: Tensor): Tensor2D;
}

/**
 * A method that tunes text alone: frozen unit image features, classified by their scaled cosines with the
 * tuned text features; its loss is cross-entropy plus the `terms`.
 */
export function textTuner(setting: TunerSetting, side: TextSide): TunerFunctions {
  return cosineTuner(setting, { ...side, imageFeatures: frozenImageFeatures });
}

/** A method whose logits are the scaled cosines of its image and text features. */
export function cosineTuner(
  { classNames, model: { logitScale } }: TunerSetting,
  { init, prepare, textFeatures, imageFeatures, terms, owns = [] }: CosineSides,
): TunerFunctions {
  return {
    init,
    ...(prepare === undefined ? {} : { prepare }),
    textFeatures,
    imageFeatures,
    logits: (parameters, images, names, text) =>
      tf.tidy(() => {
        const features = imageFeatures(parameters, images);
        const ofNames = text ?? textFeatures(parameters, names);
        return cosineLogits(features, ofNames, logitScale);
      }),
    loss: (parameters, batch, ofRegularisers) => {
      const images = imageFeatures(parameters, batch.images);
      const { text, losses } = sharedPass(classNames, ofRegularisers, (names) =>
        textFeatures(parameters, names),
      );
      const logits = cosineLogits(images, text, logitScale);
      const own = terms?.({ parameters, text, images, logits, batch });
      return classLoss(batch, logits, text, { ...own, ...losses }, ofRegularisers);
    },
    dispose: () => {
      for (const owned of owns) owned.dispose();
    },
  };
}

/** Image features of a method that leaves the image side frozen: the unit rows it is given. */
export function frozenImageFeatures(_: Parameters, images: Tensor): Tensor2D {
  return images.clone() as Tensor2D;
}
