import type { ClipModel } from "../encoders/towers/clip-model";
import { templateFeatures } from "../encoders/prompts/prompt-templates";
import { imagesPerPass } from "../encoders/towers/images-per-pass";
import { tf, type Tensor2D, type Tensor3D } from "../engine/tf";
import type { OutlierReport } from "../regularisers/outlier-report";
import type {
  Parameters,
  ParameterValues,
  TestTimeTuning,
  TrainingSet,
  Tuner,
} from "../methods/tuner";
import { hostValues, parameterTensors } from "./host-values";
import { imageSize, imagesOf } from "./image-shape";
import type { EpochLine, TrainState } from "./train-state";
import { TunedText, type TunedTuner } from "./tuned-text";

/** A tuned classifier. Results are in host memory, row-major. */
export interface Tuned {
  readonly parameters: Readonly<Record<string, ParameterValues>>;
  readonly history: readonly EpochLine[];
  /** How the outliers were chosen; undefined without DOR. */
  readonly outliers?: OutlierReport;
  /** What the method chose on validation images; undefined for methods that choose nothing. */
  readonly fitted?: Readonly<Record<string, number>>;
  /** Tuned unit text features of any names, flat [names, embed]; where they depend on images, for the training images' mean. */
  textFeatures(names: readonly string[]): Float32Array;
  /** Unit features of the template prompts, flat [names, embed]. */
  zeroShotTextFeatures(names: readonly string[]): Float32Array;
  /** Scaled logits, flat [n, names]. @param images of the kind that the tuner sees, flat */
  logits(images: Float32Array, names: readonly string[]): Float32Array;
  /** The same, portion after portion. */
  classifier(names: readonly string[]): Classifier;
  /** In place of `logits` and `textFeatures`, for a method that tunes on each test image. */
  readonly testTime?: TunedAtTest;
  dispose(): void;
}

/** Predicts among some names, a portion of images at a time; the text features that these share are made once. */
export interface Classifier {
  /** Images at a time, so that a stop waits for one portion; all where they are one small product. */
  readonly portion: number;
  /** Scaled logits, flat [n, names]. @param images at most a portion, of the kind that the tuner sees, flat */
  logits(images: Float32Array): Float32Array;
  dispose(): void;
}

/** Predictions of a method that tunes on each test image. */
export interface TunedAtTest extends Pick<TestTimeTuning, "views" | "maxImages"> {
  /**
   * Scaled logits, flat [n, names], and unit text features that each image was predicted with, flat
   * [n, names, embed].
   * @param views unit features, flat [n, views, embed]
   */
  predict(
    views: Float32Array,
    names: readonly string[],
  ): { readonly logits: Float32Array; readonly text: Float32Array };
}

/** Images at a time that pass the image tower, at most: their rows stay in the processor's cache. */
const TOWER_CHUNK = 8;

/** The classifier that a finished training makes; it disposes of the tuner. */
export function tunedOf(
  owner: TunedTuner,
  { parameters: values, history }: Pick<TrainState, "parameters" | "history">,
  found: Pick<Tuned, "outliers" | "fitted">,
  text = new TunedText(owner),
): Tuned {
  const { tuner, setting } = owner;
  const { model, tokenizer, template } = setting;
  const parameters = parameterTensors(values);
  const size = imageSize(tuner, model);
  const classifier = (names: readonly string[]): Classifier =>
    classifierOf(owner, parameters, names, () => text.at(values, names));
  return {
    parameters: values,
    history,
    ...found,
    textFeatures: (names) => text.at(values, names).slice(),
    zeroShotTextFeatures: (names) =>
      hostValues(() => templateFeatures(model, tokenizer, names, template)),
    classifier,
    logits: (images, names) => {
      const n = images.length / size;
      const out = new Float32Array(n * names.length);
      const own = classifier(names);
      for (let at = 0; at < n; at += own.portion) {
        const some = images.subarray(at * size, (at + own.portion) * size);
        out.set(own.logits(some), at * names.length);
      }
      own.dispose();
      return out;
    },
    ...(tuner.testTime === undefined
      ? {}
      : { testTime: tunedAtTest(tuner.testTime, parameters, owner) }),
    dispose: () => {
      tf.dispose(Object.values(parameters));
      tuner.dispose();
    },
  };
}

function tunedAtTest(
  testTime: TestTimeTuning,
  parameters: Parameters,
  { setting, testTerms = [] }: TunedTuner,
): TunedAtTest {
  const { views, maxImages } = testTime;
  const { embed_dim: embed } = setting.model.architecture;
  return {
    views,
    maxImages,
    predict: (flat, names) => {
      const n = flat.length / (views * embed);
      const images: Tensor3D = tf.tensor3d(flat, [n, views, embed]);
      const found = testTime.predict(parameters, images, names, testTerms);
      const logits = found.logits.dataSync<"float32">().slice();
      const text = found.text.dataSync<"float32">().slice();
      tf.dispose([images, found.logits, found.text]);
      return { logits, text };
    },
  };
}

/** Whether predictions run the image tower. */
function passesTower({ imageInput }: Tuner): boolean {
  return imageInput !== "features" && imageInput !== "raw features";
}

function classifierOf(
  { tuner, setting: { model } }: TunedTuner,
  parameters: Parameters,
  names: readonly string[],
  features: () => Float32Array,
): Classifier {
  const text: Tensor2D | undefined =
    tuner.hasTextOfEachImage === true
      ? undefined
      : tf.tensor2d(features(), [names.length, model.architecture.embed_dim]);
  return {
    portion: portionOf(tuner, model),
    logits: (some) =>
      hostValues(() => tuner.logits(parameters, imagesOf(some, tuner, model), names, text)),
    dispose: () => text?.dispose(),
  };
}

function portionOf(tuner: Tuner, model: ClipModel): number {
  if (passesTower(tuner)) return Math.min(TOWER_CHUNK, imagesPerPass(model));
  return tuner.hasTextOfEachImage === true ? 1 : Infinity;
}

/** Runs a tuner's choice on validation images. @param images of its image kind, flat */
export function fitted(
  { tuner, setting }: TunedTuner,
  values: TrainState["parameters"],
  { images, labels }: Omit<TrainingSet, "images"> & { readonly images: Float32Array },
): Readonly<Record<string, number>> | undefined {
  return tf.tidy(() =>
    tuner.training?.fit?.(parameterTensors(values), {
      images: imagesOf(images, tuner, setting.model),
      labels,
    }),
  );
}
