import type { ClipModel } from "../encoders/towers/clip-model";
import type { Tokenizer } from "../encoders/tokens/tokenizer";
import { ADAM } from "../engine/optimisers/adam-arrays";
import { canonicalHash } from "../files/canonical-json";
import { eventError, oneOf } from "../errors/promptcal-error";
import { sha256 } from "../files/hash";
import { makeRegulariser, type RegulariserRequest } from "../regularisers/make-regulariser";
import { makeTuner } from "../methods/make-tuner";
import { OPTIMIZERS } from "./optimizer";
import { optionReader } from "../methods/options";
import { REGULARISERS, TUNERS, type Options } from "../methods/recipes";
import { train, type TrainOptions } from "./train";
import type { EpochLine, TrainState } from "./train-state";
import type { TrainingImages } from "./training-images";
import { fitted, imageShape, textFeaturesAt, tunedOf, type Tuned } from "./tuned";
import type { Regulariser, Tuner, TunerSetting } from "../methods/tuner";

export type { EpochLine } from "./train-state";
export type { Tuned } from "./tuned";

/** Everything a tuning needs; all values resolved. */
export interface TuneRequest extends Omit<RegulariserRequest, "tuner" | "regulariser"> {
  readonly model: ClipModel;
  readonly tokenizer: Tokenizer;
  readonly tuner: string;
  /** `none` or the name of a regulariser. */
  readonly regulariser: string;
  /** As `defaultOptions` gives them, with changes. */
  readonly options: Options;
  /** Hand-written prompt with `{}` for the name. */
  readonly template: string;
  /** Sentences of each base class, where the option `descriptions` names some. */
  readonly descriptions?: TunerSetting["descriptions"];
  /** Base classes, as in the data set; underscores are spoken as spaces. */
  readonly classNames: readonly string[];
  /**
   * Of the kind that the tuner sees (`imageKind`), flat, n images; several = augmentation views. Of pixels
   * there may be none, where `freshImages` reads them.
   */
  readonly trainImages: readonly Float32Array[];
  /** Images of each batch, in place of `trainImages`: new views in each epoch, or pixels read when needed. */
  readonly freshImages?: TrainingImages["fresh"];
  /** Says which images `freshImages` reads: a state of others is not resumed. */
  readonly freshHash?: string;
  /** Length n. */
  readonly trainLabels: Int32Array;
  /** Images of the kind that the tuner sees, flat, for methods that choose something on them. */
  readonly validation?: () => Promise<{
    readonly images: Float32Array;
    readonly labels: Int32Array;
  }>;
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

/**
 * Tunes a method on base classes. A method that trains nothing returns at once.
 * @throws PromptcalError for unknown names, a regulariser that does not act on the tuner, or wrong
 *   options; the signal's reason when aborted
 */
export async function tune(request: TuneRequest): Promise<Tuned> {
  const { model, tokenizer, classNames, template, descriptions } = request;
  const { options, measure } = request;
  const names = {
    tuner: oneOf(request.tuner, TUNERS, "tuner"),
    regulariser: oneOf(request.regulariser, REGULARISERS, "regulariser"),
  };
  const setting: TunerSetting = {
    ...{ model, tokenizer, classNames, template },
    ...(descriptions === undefined ? {} : { descriptions }),
  };
  const tuner = makeTuner(request.tuner, setting, options);
  const shape = imageShape(tuner, model);
  const owner = { tuner, setting, trainImages: request.trainImages[0] };
  let regularisers: readonly Regulariser[] = [];
  try {
    const made = makeRegulariser({ ...request, ...names }, setting, shape);
    if (made !== undefined) regularisers = [made.regulariser];
    const state = await train({
      ...request,
      tuner,
      regularisers,
      options: trainOptions(options),
      images: request.trainImages,
      ...(request.freshImages === undefined ? {} : { fresh: request.freshImages }),
      imageShape: shape,
      labels: request.trainLabels,
      identity: identityOf(request),
      measure:
        measure &&
        ((values, epoch) =>
          measure(epoch, (asked) => textFeaturesAt(owner, values, asked))),
    });
    const chosen =
      tuner.fit === undefined
        ? undefined
        : fitted(owner, state.parameters, await validationOf(request, tuner));
    return tunedOf(owner, state, {
      ...(made?.report === undefined ? {} : { outliers: made.report }),
      ...(chosen === undefined ? {} : { fitted: chosen }),
    });
  } catch (error) {
    tuner.dispose();
    throw error;
  } finally {
    for (const regulariser of regularisers) regulariser.dispose();
  }
}

async function validationOf(
  { validation }: TuneRequest,
  { name }: Tuner,
): ReturnType<NonNullable<TuneRequest["validation"]>> {
  if (validation !== undefined) return validation();
  throw eventError(
    `${name} chooses values on validation images, and no validation images were given`,
    "give them as validation",
  );
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
  const { tuner, regulariser, options, template, classNames, seed, freshHash } = request;
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
    ...(freshHash === undefined ? {} : { freshHash }),
  });
}
