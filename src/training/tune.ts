import type { ClipModel } from "../encoders/towers/clip-model";
import type { Tokenizer } from "../encoders/tokens/tokenizer";
import { eventError, mismatch } from "../errors/promptcal-error";
import { canonicalHash } from "../files/json/canonical-json";
import { sha256 } from "../files/hash";
import type { TunerDefinition } from "../methods/definition";
import { makeTuner } from "../methods/make-tuner";
import { readOptions, type Options } from "../methods/option";
import { tunerNamed } from "../methods/registry";
import { trainingOptions, type TrainingOptions } from "../methods/training-options";
import type {
  ClassTerm,
  ParameterValues,
  Regulariser,
  Tuner,
  TunerSetting,
} from "../methods/tuner";
import { seededRandom } from "../random/random";
import { checkComposes } from "../regularisers/composition";
import type { MadeRegulariser, RegulariserRequest } from "../regularisers/definition";
import { regulariserNamed } from "../regularisers/registry";
import { train } from "./train";
import type { EpochLine, TrainState } from "./train-state";
import type { TrainingImages } from "./training-images";
import { imageShape } from "./image-shape";
import { fitted, tunedOf, type Tuned } from "./tuned";
import { TunedText } from "./tuned-text";

export type { EpochLine } from "./train-state";
export type { Tuned } from "./tuned";

/** Everything a tuning needs; all values resolved. */
export interface TuneRequest extends Omit<
  RegulariserRequest,
  "setting" | "imageInput" | "imageShape"
> {
  readonly model: ClipModel;
  readonly tokenizer: Tokenizer;
  readonly tuner: string;
  /** `none` or the name of a regulariser. */
  readonly regulariser: string;
  /** Of tuner, training and regulariser; those left out have their defaults. */
  readonly options: Options;
  /** Prompt template with `{}` for the name. */
  readonly template: string;
  /** Base classes, as in the data set; underscores are spoken as spaces. */
  readonly classNames: readonly string[];
  /**
   * Of the kind that the tuner sees (`imageKind`), flat, n images; several = augmentation views. Of pixels
   * there may be none, where `readBatch` reads them.
   */
  readonly trainImages: readonly Float32Array[];
  /** Images of each batch, in place of `trainImages`: new views in each epoch, or pixels read when needed. */
  readonly readBatch?: TrainingImages["readBatch"];
  /** Says which images `readBatch` reads: a state of others is not resumed. */
  readonly imagesHash?: string;
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
  /** Called while a regulariser is prepared, with the words that it has encoded and all of them. */
  readonly onPrepared?: (done: number, total: number) => void;
  /** Called as an epoch begins and after each optimiser step, with the steps done and all of them. */
  readonly onStep?: (done: number, total: number) => void;
  readonly onState?: (state: TrainState) => void;
  /** Called after each step of an unfinished epoch; the state that it makes is valid until the next step. */
  readonly onStepState?: (state: () => TrainState) => void;
  readonly resume?: TrainState;
  /** What was learned before: nothing is trained, and no regulariser is prepared. */
  readonly learned?: TrainState["parameters"];
  /** Values to start from, in place of the tuner's own start. */
  readonly start?: Readonly<Record<string, ParameterValues>>;
  readonly signal?: AbortSignal;
}

/**
 * Tunes a method on base classes. A method that trains nothing returns at once.
 * @throws PromptcalError for unknown names, a regulariser that does not act on the tuner, or wrong
 *   options; the signal's reason when aborted
 */
export async function tune(request: TuneRequest): Promise<Tuned> {
  const { model, tokenizer, classNames, template, options, seed, measure } = request;
  const definition = tunerNamed(request.tuner);
  const regularises = regulariserNamed(request.regulariser);
  checkComposes(definition, regularises);
  const setting: TunerSetting = { model, tokenizer, classNames, template };
  const plainTuner = makeTuner(definition, setting, options);
  const tuner =
    request.start === undefined ? plainTuner : startedFrom(plainTuner, request.start);
  const shape = imageShape(tuner, model);
  const owner = { tuner, setting, trainImages: request.trainImages[0] };
  const text = new TunedText(owner);
  let regularisers: readonly MadeRegulariser[] = [];
  try {
    if (regularises !== undefined && request.learned === undefined) {
      const { imageInput } = definition;
      const own = readOptions(regularises.options, options, `${regularises.name}.`);
      await regularises.prepare?.({ ...request, setting }, own, {
        ...(request.signal === undefined ? {} : { signal: request.signal }),
        ...(request.onPrepared === undefined ? {} : { onProgress: request.onPrepared }),
      });
      const regulariser = regularises.make(
        { ...request, setting, imageInput, imageShape: shape },
        own,
      );
      regularisers = [regulariser];
    }
    const state = await train({
      ...request,
      tuner,
      regularisers,
      options: trainingOf(definition, options),
      images: request.trainImages,
      ...(request.readBatch === undefined ? {} : { readBatch: request.readBatch }),
      imageShape: shape,
      labels: request.trainLabels,
      identity: identityOf(request),
      measure:
        measure &&
        ((values, epoch) => measure(epoch, (requested) => text.at(values, requested))),
    });
    const chosen =
      tuner.training?.fit === undefined
        ? undefined
        : fitted(owner, state.parameters, await validationOf(request, tuner));
    const report = regularisers[0]?.report;
    const testTerms = tuner.testTime === undefined ? [] : await termsOf(regularisers, seed);
    const found = {
      ...(report === undefined ? {} : { outliers: report }),
      ...(chosen === undefined ? {} : { fitted: chosen }),
    };
    return tunedOf({ ...owner, testTerms }, state, found, text);
  } catch (error) {
    tuner.dispose();
    throw error;
  } finally {
    for (const regulariser of regularisers) regulariser.dispose();
  }
}

/** A tuner that starts from given values. @throws PromptcalError where they have another width */
function startedFrom(tuner: Tuner, start: NonNullable<TuneRequest["start"]>): Tuner {
  const own = Object.entries(tuner.init(seededRandom("start")));
  const values = own.map(([name, { shape }]) => {
    const startValues = start[name];
    const width = shape.at(-1)!;
    if (startValues?.shape.length === shape.length && startValues.shape.at(-1) === width) {
      return [name, startValues] as const;
    }
    throw mismatch({
      what: `${name} to start ${tuner.name} from`,
      expected: `a context of width ${width}, shared by all classes`,
      got:
        startValues === undefined ? "none" : `the shape [${startValues.shape.join(", ")}]`,
    });
  });
  return { ...tuner, init: () => Object.fromEntries(values) };
}

/** Terms of a regulariser whose terms are the same for every image. */
async function termsOf(
  regularisers: readonly Regulariser[],
  seed: number,
): Promise<readonly ClassTerm[]> {
  const random = seededRandom("regularisers", seed);
  const terms = await Promise.all(regularisers.map((each) => each.draw(random, true)));
  return terms.filter((term): term is ClassTerm => term.kind === "classes");
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

/** Training options of a method; one that has no epochs trains nothing. */
function trainingOf({ options: own }: TunerDefinition, options: Options): TrainingOptions {
  const trains = Object.hasOwn(own, "epochs");
  const read = readOptions(trainingOptions(), trains ? options : { epochs: 0 });
  if (!Object.hasOwn(own, "epsilon")) return read;
  return { ...read, epsilon: Number(readOptions(own, options)["epsilon"]) };
}

function identityOf(request: TuneRequest): string {
  const { tuner, regulariser, options, template, classNames, seed, imagesHash } = request;
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
    // The key is that of stored training states.
    ...(imagesHash === undefined ? {} : { freshHash: imagesHash }),
  });
}
