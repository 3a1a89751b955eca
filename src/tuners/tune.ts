import { join } from "node:path";
import type { ClipModel } from "../encoders/clip-model";
import { handWrittenFeatures } from "../encoders/hand-written-prompts";
import type { Tokenizer } from "../encoders/tokenizer";
import { tf, type Tensor2D } from "../engine/tf";
import { canonicalHash } from "../numeric/canonical-json";
import { oneOf } from "../numeric/errors";
import { sha256 } from "../numeric/hash";
import { seededRandom } from "../numeric/random";
import { dor } from "./dor";
import { makeTuner } from "./make-tuner";
import { optionReader } from "./options";
import { chooseOutliers, type OutlierReport } from "./outlier-set";
import { REGULARISERS, type Options } from "./recipes";
import { train, type TrainOptions } from "./train";
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
  /** Unit features, flat [n, embed]; several = augmentation views. */
  readonly trainImages: readonly Float32Array[];
  /** Length n. */
  readonly trainLabels: Int32Array;
  readonly seed: number;
  /** Where outlier features are cached; `data/cache/outliers` by default. */
  readonly cacheFolder?: string;
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
  /** Tuned unit text features of any names, flat [names, embed]. */
  textFeatures(names: readonly string[]): Float32Array;
  /** Unit features of the hand-written prompts, flat [names, embed]. */
  zeroShotTextFeatures(names: readonly string[]): Float32Array;
  /** Scaled logits, flat [n, names]. @param images unit features, flat [n, embed] */
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
    const { parameters, history } = await train({
      ...request,
      tuner,
      regularisers,
      options: trainOptions(options),
      images: request.trainImages,
      labels: request.trainLabels,
      identity: identityOf(request),
    });
    return tunedOf(tuner, setting, parameters, history, outliers?.report);
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
    momentum: reader.number("momentum"),
    weightDecay: reader.number("weight_decay"),
    warmupEpochs: reader.count("warmup_epochs"),
    warmupRate: reader.number("warmup_rate"),
  };
}

const NO_TRAINING: Options = {
  epochs: 0,
  batch: 1,
  learning_rate: 0,
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

function tunedOf(
  tuner: Tuner,
  { model, tokenizer, template }: TunerSetting,
  values: Readonly<Record<string, ParameterValues>>,
  history: readonly EpochLine[],
  outliers: OutlierReport | undefined,
): Tuned {
  const parameters: Parameters = Object.fromEntries(
    Object.entries(values).map(([name, { shape, data }]) => [
      name,
      tf.tensor(data, [...shape]),
    ]),
  );
  const hostValues = (make: () => Tensor2D): Float32Array =>
    tf.tidy(() => make().dataSync<"float32">().slice());
  return {
    parameters: values,
    history,
    ...(outliers === undefined ? {} : { outliers }),
    textFeatures: (names) => hostValues(() => tuner.textFeatures(parameters, names)),
    zeroShotTextFeatures: (names) =>
      hostValues(() => handWrittenFeatures(model, tokenizer, names, template)),
    logits: (images, names) =>
      hostValues(() => {
        const dimension = model.architecture.embed_dim;
        const rows = tf.tensor2d(images, [images.length / dimension, dimension]);
        return tuner.logits(parameters, rows, names);
      }),
    dispose: () => {
      tf.dispose(Object.values(parameters));
      tuner.dispose();
    },
  };
}
