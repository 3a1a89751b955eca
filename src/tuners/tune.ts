import { join } from "node:path";
import type { ClipModel } from "../encoders/clip-model";
import { handWrittenFeatures } from "../encoders/hand-written-prompts";
import type { Tokenizer } from "../encoders/tokenizer";
import { ADAM } from "../engine/adam";
import { tf, type Tensor, type Tensor2D } from "../engine/tf";
import { canonicalHash } from "../numeric/canonical-json";
import { oneOf } from "../numeric/errors";
import { sha256 } from "../numeric/hash";
import { seededRandom } from "../numeric/random";
import { dor, RESAMPLING } from "./dor";
import { makeTuner } from "./make-tuner";
import { OPTIMIZERS } from "./optimizer";
import { optionReader } from "./options";
import { chooseOutliers, type OutlierReport } from "./outlier-set";
import { REGULARISERS, type Options } from "./recipes";
import { rival } from "./rivals";
import { train, type TrainOptions, type TrainRequest } from "./train";
import type { EpochLine, TrainState } from "./train-state";
import type {
  Parameters,
  ParameterValues,
  Regulariser,
  Tuner,
  TunerSetting,
} from "./tuner";

export type { EpochLine } from "./train-state";

/** Everything a tuning needs; all values resolved. */
export interface TuneRequest {
  readonly model: ClipModel;
  readonly tokenizer: Tokenizer;
  readonly tuner: string;
  /** `none` or the name of a regulariser. */
  readonly regulariser: string;
  /** As `defaultOptions` gives them, with changes. */
  readonly options: Options;
  /** Hand-written prompt with `{}` for the name. */
  readonly template: string;
  /** Base classes, as in the data set; underscores are spoken as spaces. */
  readonly classNames: readonly string[];
  /** Only for the report on outliers, never for training. */
  readonly newClassNames: readonly string[];
  /** Of the kind that the tuner sees (`imageKind`), flat, n images; several = augmentation views. */
  readonly trainImages: readonly Float32Array[];
  /** Length n. */
  readonly trainLabels: Int32Array;
  readonly seed: number;
  /** Where outlier features are cached; `data/cache/outliers` by default. */
  readonly cacheFolder?: string;
  /**
   * Numbers for `measures` of an epoch's line, from the tuned text features after it (flat
   * [names, embed]); nothing where it returns undefined.
   */
  readonly measure?: (
    epoch: number,
    textFeatures: (names: readonly string[]) => Float32Array,
  ) => EpochLine["measures"];
  readonly onEpoch?: (line: EpochLine) => void;
  readonly onState?: (state: TrainState) => void;
  readonly resume?: TrainState;
  readonly signal?: AbortSignal;
}

/** A tuned classifier. Results are in host memory, row-major. */
export interface Tuned {
  readonly parameters: Readonly<Record<string, ParameterValues>>;
  readonly history: readonly EpochLine[];
  /** How the outliers were chosen; undefined without DOR. */
  readonly outliers?: OutlierReport;
  /** Tuned unit text features of any names, flat [names, embed]; where they depend on images, for the training images' mean. */
  textFeatures(names: readonly string[]): Float32Array;
  /** Unit features of the hand-written prompts, flat [names, embed]. */
  zeroShotTextFeatures(names: readonly string[]): Float32Array;
  /** Scaled logits, flat [n, names]. @param images of the kind that the tuner sees, flat */
  logits(images: Float32Array, names: readonly string[]): Float32Array;
  dispose(): void;
}

const OUTLIER_CACHE = join(__dirname, "..", "..", "data", "cache", "outliers");

/**
 * Tunes a method on base classes. A method that trains nothing returns at once.
 * @throws PromptcalError for unknown names or wrong options; the signal's reason when aborted
 */
export async function tune(request: TuneRequest): Promise<Tuned> {
  const { model, tokenizer, classNames, template, options } = request;
  const regulariserName = oneOf(request.regulariser, REGULARISERS, "regulariser");
  const setting: TunerSetting = { model, tokenizer, classNames, template };
  const tuner = makeTuner(request.tuner, setting, options);
  const regularisers: Regulariser[] = [];
  try {
    const outliers = regulariserName === "dor" ? outliersOf(request, setting) : undefined;
    if (outliers !== undefined) regularisers.push(outliers.regulariser);
    else if (regulariserName !== "none" && regulariserName !== "dor") {
      regularisers.push(rival(regulariserName, setting, optionReader(options)));
    }
    const { parameters, history } = await train({
      ...request,
      tuner,
      regularisers,
      options: trainOptions(options),
      images: request.trainImages,
      imageShape: imageShape(tuner, model),
      labels: request.trainLabels,
      identity: identityOf(request),
      measure: epochMeasure(request, tuner),
    });
    return tunedOf(request, tuner, parameters, history, outliers?.report);
  } catch (error) {
    tuner.dispose();
    throw error;
  } finally {
    for (const regulariser of regularisers) regulariser.dispose();
  }
}

function outliersOf(
  { options, newClassNames, seed, cacheFolder = OUTLIER_CACHE }: TuneRequest,
  setting: TunerSetting,
): { regulariser: Regulariser; report: OutlierReport } {
  const random = seededRandom("outliers", seed);
  const request = { setting, options, newClassNames, random, cacheFolder };
  const { outliers, report } = chooseOutliers(request);
  const reader = optionReader(options);
  const regulariser = dor(outliers, {
    weight: reader.number("dor.weight"),
    batch: reader.count("dor.batch", 1),
    resample: reader.choice("dor.resample", RESAMPLING),
  });
  return { regulariser, report };
}

/** Training options of a method; a method without any trains nothing. */
function trainOptions(options: Options): TrainOptions {
  const reader = optionReader({ ...NO_TRAINING, ...options });
  return {
    epochs: reader.count("epochs"),
    batch: reader.count("batch", 1),
    rate: reader.number("learning_rate"),
    optimizer: {
      name: reader.choice("optimizer", OPTIMIZERS),
      momentum: reader.number("momentum"),
      weightDecay: reader.number("weight_decay"),
      epsilon: reader.number("epsilon"),
    },
    warmupEpochs: reader.count("warmup_epochs"),
    warmupRate: reader.number("warmup_rate"),
  };
}

const NO_TRAINING: Options = {
  epochs: 0,
  batch: 1,
  optimizer: "sgd",
  learning_rate: 0,
  epsilon: ADAM.epsilon,
  momentum: 0,
  weight_decay: 0,
  warmup_epochs: 0,
  warmup_rate: 0,
};

function identityOf(request: TuneRequest): string {
  const { tuner, regulariser, options, template, classNames, seed } = request;
  const features = request.trainImages.map((view) =>
    sha256(new Uint8Array(view.buffer, view.byteOffset, view.byteLength)),
  );
  const labels = Array.from(request.trainLabels);
  const weights = request.model.weightsHash;
  return canonicalHash({
    tuner,
    regulariser,
    options,
    template,
    classNames,
    seed,
    weights,
    features,
    labels,
  });
}

/** The caller's measure of an epoch as `train` asks for it. */
function epochMeasure(request: TuneRequest, tuner: Tuner): TrainRequest["measure"] {
  const { measure } = request;
  if (measure === undefined) return undefined;
  return (values, epoch) =>
    measure(epoch, (names) =>
      hostValues(() => tunedText(request, tuner, tensorsOf(values), names)),
    );
}

function tensorsOf(values: Readonly<Record<string, ParameterValues>>): Parameters {
  return Object.fromEntries(
    Object.entries(values).map(([name, { shape, data }]) => [
      name,
      tf.tensor(data, [...shape]),
    ]),
  );
}

function hostValues(make: () => Tensor2D): Float32Array {
  return tf.tidy(() => make().dataSync<"float32">().slice());
}

/** Images of pixels at a time: bounds the memory of a pass through the image tower. */
const PIXEL_CHUNK = 32;

function tunedOf(
  request: TuneRequest,
  tuner: Tuner,
  values: Readonly<Record<string, ParameterValues>>,
  history: readonly EpochLine[],
  outliers: OutlierReport | undefined,
): Tuned {
  const { model, tokenizer, template } = request;
  const parameters = tensorsOf(values);
  const size = imageSize(tuner, model);
  return {
    parameters: values,
    history,
    ...(outliers === undefined ? {} : { outliers }),
    textFeatures: (names) => hostValues(() => tunedText(request, tuner, parameters, names)),
    zeroShotTextFeatures: (names) =>
      hostValues(() => handWrittenFeatures(model, tokenizer, names, template)),
    logits: (images, names) => {
      const n = images.length / size;
      const chunk = tuner.sees === "pixels" ? PIXEL_CHUNK : n;
      const out = new Float32Array(n * names.length);
      for (let at = 0; at < n; at += chunk) {
        const some = images.subarray(at * size, (at + chunk) * size);
        const logits = hostValues(() =>
          tuner.logits(parameters, imagesOf(some, tuner, model), names),
        );
        out.set(logits, at * names.length);
      }
      return out;
    },
    dispose: () => {
      tf.dispose(Object.values(parameters));
      tuner.dispose();
    },
  };
}

/** Tuned text features; where they depend on images, for the training images' mean. */
function tunedText(
  { model, trainImages }: TuneRequest,
  tuner: Tuner,
  parameters: Parameters,
  names: readonly string[],
): Tensor2D {
  if (tuner.sees === "pixels") return tuner.textFeatures(parameters, names);
  return tuner.textFeatures(parameters, names, imagesOf(trainImages[0]!, tuner, model));
}

/** Flat images as the tensor that a tuner sees, shape [n, ...]. */
function imagesOf(flat: Float32Array, tuner: Tuner, model: ClipModel): Tensor {
  return tf.tensor(flat, [
    flat.length / imageSize(tuner, model),
    ...imageShape(tuner, model),
  ]);
}

/** Values of one image as a tuner sees it. */
function imageSize(tuner: Tuner, model: ClipModel): number {
  return imageShape(tuner, model).reduce((a, b) => a * b, 1);
}

/** Shape of one image as a tuner sees it. */
function imageShape({ sees }: Tuner, { architecture }: ClipModel): readonly number[] {
  const { embed_dim, image_resolution: size } = architecture;
  return sees === "pixels" ? [3, size, size] : [embed_dim];
}
