import { splitBaseNew } from "../../datasets/base-new";
import type { ImageDataset, Item } from "../../datasets/image-dataset";
import { SAMPLINGS } from "../../datasets/sampling";
import type { ClipModel } from "../../encoders/towers/clip-model";
import type { BadImage } from "../../images/read-images";
import { tunerNamed } from "../../methods/registry";
import type { OutlierReport } from "../../regularisers/outlier-report";
import { parametersHash } from "../../training/tuned-text";
import type { EpochLine, Tuned } from "../../training/tune";
import {
  checkpointing,
  epochsOf,
  tuneOrResume,
  type CheckpointContext,
} from "./checkpoints";
import { type EncodeOptions, encodeImages } from "./images/encode";
import { encodeTestViews } from "./images/encode-views";
import { epochDivergence } from "./epoch-divergence";
import type { HashedDataset } from "../suites/hashed-dataset";
import { isLarge } from "./images/image-memory";
import { outlierImages } from "./images/outlier-images";
import type { LearnedParameters } from "./parameters";
import { labelsOf, predictTestImages } from "./predict";
import { predictAtTest } from "./predict-at-test";
import type { ClassSet, ClassSetPredictions, Predictions } from "./predictions";
import { outlierImageOptions } from "../spec/outlier-image-options";
import { checkDescriptions } from "../spec/run-descriptions";
import type { RunSpec } from "../spec/spec";
import type { Suite } from "../suites/suite-definition";
import type { RunContext } from "./run-context";
import type { OnProgress, Phase } from "./run-progress";
import { tokenizer } from "./shared-tokenizer";
import { startParameters } from "./start-parameters";
import { suiteOptions, viewOptions } from "../spec/run-options";
import { NO_TRAINING_IMAGES, trainingViews } from "./images/training-views";

export interface TuneContext
  extends Pick<RunContext, "store" | "execute">, CheckpointContext {
  /** What the run learned before: it is predicted with these, and nothing is tuned. */
  readonly learned?: LearnedParameters;
  /** Leave undecodable outlier images out; by default the first one is an error. */
  readonly skipBadImages?: boolean;
  readonly onProgress?: OnProgress;
}

/** Result of tuning and prediction. */
export interface TunedRun {
  readonly predictions: Predictions;
  readonly parameters: LearnedParameters;
  readonly history: readonly EpochLine[];
  /** How DOR's outliers were chosen; undefined without DOR. */
  readonly outliers: OutlierReport | undefined;
  /** What the method chose on validation images; undefined for methods that choose nothing. */
  readonly fitted: Tuned["fitted"];
  /** Outlier images that were left out because they cannot be decoded. */
  readonly badOutliers: readonly BadImage[];
}

/**
 * The heart of a run: encodes images (cached), draws the few shots of the base classes, tunes, and
 * predicts the test images of base and new classes. Goes on from the folder's checkpoint.
 */
export async function tuneAndPredict(
  spec: RunSpec,
  suite: Suite,
  model: ClipModel,
  data: HashedDataset,
  context: TuneContext,
): Promise<TunedRun> {
  const { seed } = spec;
  const { learned } = context;
  const progressOf =
    (phase: Phase) =>
    (done: number, total: number): void =>
      context.onProgress?.({ phase, done, total });
  const { base, new: novel } = splitBaseNew(data.dataset);
  const start =
    learned === undefined ? await startParameters(spec, suite, context) : undefined;
  const encoding: EncodeOptions = {
    signal: context.signal,
    kind: tunerNamed(spec.tuner).imageInput,
    onProgress: progressOf("encoding images"),
  };
  const encode = (items: readonly Item[]): Promise<Float32Array> =>
    encodeImages(model, data, items, encoding);
  const { template, sampling } = suiteOptions(spec.recipe, suite, spec.dataset);
  const shots = SAMPLINGS[sampling](data.dataset, spec.shots, seed);
  const training =
    tunerNamed(spec.tuner).usesTrainingImages === false
      ? NO_TRAINING_IMAGES
      : await trainingViews({
          ...{ model, data, shots, seed, encoding },
          all: base.train,
          ...viewOptions(spec.recipe),
        });
  const classes = { model, tokenizer: tokenizer(), template, classNames: base.classNames };
  checkDescriptions(data, spec.recipe);
  const options = outlierImageOptions(spec.regulariser, spec.recipe);
  const chosen =
    options === undefined || learned !== undefined
      ? undefined
      : await outlierImages(spec, options, {
          ...{ ...classes, ...context, suite, data, shots },
          onProgress: progressOf("encoding images"),
        });
  // Unreadable images are found now rather than after training; what is large is read when it is needed.
  if (!isLarge(encoding)) for (const { test } of [base, novel]) await encode(test);
  const tuned = await tuneOrResume(context, {
    ...classes,
    tuner: spec.tuner,
    regulariser: spec.regulariser,
    options: spec.recipe,
    newClassNames: novel.classNames,
    ...training,
    trainLabels: labelsOf(shots),
    validation: async () => ({
      images: await encode(base.validation),
      labels: labelsOf(base.validation),
    }),
    ...(chosen === undefined ? {} : { outlierImages: chosen.outliers }),
    ...(start === undefined ? {} : { start }),
    ...(learned === undefined ? {} : { learned }),
    seed,
    signal: context.signal,
    onPrepared: progressOf("encoding nouns"),
    onStep: progressOf("tuning"),
    measure: epochDivergence(
      { base: base.classNames, new: novel.classNames },
      epochsOf(spec),
    ),
    ...checkpointing(spec, context),
  });
  const { testTime, zeroShotTextFeatures: zeroShot } = tuned;
  const large = isLarge(encoding);
  const work = { signal: context.signal, onProgress: progressOf("predicting") };
  const parameters = parametersHash(tuned.parameters).slice(0, 12);
  const predict = (set: ClassSet, dataset: ImageDataset): Promise<ClassSetPredictions> =>
    testTime === undefined
      ? predictTestImages({
          ...{ tuned, encode, large, dataset, ...work },
          partial: { folder: context.folder, name: `${set}-${parameters}` },
        })
      : predictAtTest({
          ...{ testTime, zeroShot, dataset, seed, ...work },
          encodeViews: (items, count) =>
            encodeTestViews(model, data, items, count, seed, encoding),
          logitScale: model.logitScale,
        });
  try {
    return {
      predictions: { base: await predict("base", base), new: await predict("new", novel) },
      parameters: tuned.parameters,
      history: tuned.history,
      outliers: tuned.outliers,
      fitted: tuned.fitted,
      badOutliers: chosen?.bad ?? [],
    };
  } finally {
    tuned.dispose();
  }
}
