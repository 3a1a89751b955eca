import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { splitBaseNew } from "../datasets/base-new";
import type { ImageDataset, Item } from "../datasets/image-dataset";
import { SAMPLINGS } from "../datasets/sampling";
import type { ClipModel } from "../encoders/clip-model";
import type { BadImage } from "../encoders/read-images";
import { clipTokenizer, type Tokenizer } from "../encoders/tokenizer";
import { PromptcalError } from "../numeric/errors";
import { imageKind } from "../tuners/make-tuner";
import { optionReader } from "../tuners/options";
import type { OutlierReport } from "../tuners/outlier-report";
import { readTrainState, writeTrainState } from "../tuners/train-state";
import { tune, type EpochLine, type Tuned, type TuneRequest } from "../tuners/tune";
import { type EncodeOptions, encodeImages, encodeViews } from "./encode";
import { epochDivergence } from "./epoch-divergence";
import type { HashedDataset } from "./hashed-dataset";
import { outlierImages } from "./outlier-images";
import type { Predictions, SplitPredictions } from "./predictions";
import type { RunSpec } from "./spec";
import { CHECKPOINT_FILE } from "./store-paths";
import type { Suite } from "./suite";
import { suiteOptionsOf } from "./suite-options";

export interface TuneContext {
  /** The run's folder, for the checkpoint. */
  readonly folder: string;
  /** Leave undecodable outlier images out; by default the first one is an error. */
  readonly skipBadImages?: boolean;
  readonly signal?: AbortSignal;
  readonly onEpoch?: (epoch: number, epochs: number) => void;
  readonly onNote?: (text: string) => void;
}

/** What a run found out. */
export interface TunedRun {
  readonly predictions: Predictions;
  readonly history: readonly EpochLine[];
  /** How DOR's outliers were chosen; undefined without DOR. */
  readonly outliers: OutlierReport | undefined;
  /** What the method chose on validation images; undefined for methods that choose nothing. */
  readonly fitted: Tuned["fitted"];
  /** Outlier images that were left out because they cannot be decoded. */
  readonly badOutliers: readonly BadImage[];
}

/** Least time between two checkpoints: a run of seconds should not spend them on the disk. */
const CHECKPOINT_MS = 3000;

/** Training images up to which all are encoded, for every seed at once; of more, only those drawn. */
const ENCODE_ALL = 4096;

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
  const { base, new: fresh } = splitBaseNew(data.dataset);
  const encoding: EncodeOptions = {
    signal: context.signal,
    kind: imageKind(spec.tuner),
  };
  const encode = (items: readonly Item[]): Promise<Float32Array> =>
    encodeImages(model, data, items, encoding);
  const { template, sampling } = suiteOptionsOf(spec, suite);
  const shots = SAMPLINGS[sampling](data.dataset, spec.shots, spec.seed);
  const pool = base.train.length > ENCODE_ALL ? shots : base.train;
  const views = viewsOf(spec);
  const trainImages =
    views === null || views === 0
      ? [rowsOf(await encode(pool), pool, shots)]
      : await encodeViews(model, data, shots, views, spec.seed, encoding);
  const freshImages: TuneRequest["freshImages"] = (indices, epoch) =>
    encodeImages(
      model,
      data,
      indices.map((at) => shots[at]!),
      { ...encoding, cache: null, view: { seed: spec.seed, index: epoch } },
    );
  const classes = { model, tokenizer: tokenizer(), template, classNames: base.classNames };
  const chosen =
    spec.regulariser === "dor-image"
      ? await outlierImages(spec, { ...classes, ...context, data, shots })
      : undefined;
  const testFeatures = { base: await encode(base.test), new: await encode(fresh.test) };
  const tuned = await tuneOrResume(context, {
    ...classes,
    tuner: spec.tuner,
    regulariser: spec.regulariser,
    options: spec.recipe,
    newClassNames: fresh.classNames,
    trainImages,
    ...(views === 0 ? { freshImages } : {}),
    trainLabels: labelsOf(shots),
    validation: async () => ({
      images: await encode(base.validation),
      labels: labelsOf(base.validation),
    }),
    ...(chosen === undefined ? {} : { outlierImages: chosen.outliers }),
    seed: spec.seed,
    signal: context.signal,
    measure: epochDivergence(
      { base: base.classNames, new: fresh.classNames },
      epochsOf(spec),
    ),
    ...checkpointing(spec, context),
  });
  try {
    return {
      predictions: {
        base: predict(tuned, base, testFeatures.base),
        new: predict(tuned, fresh, testFeatures.new),
      },
      history: tuned.history,
      outliers: tuned.outliers,
      fitted: tuned.fitted,
      badOutliers: chosen?.bad ?? [],
    };
  } finally {
    tuned.dispose();
  }
}

function predict(
  tuned: Tuned,
  { classNames, test }: ImageDataset,
  features: Float32Array,
): SplitPredictions {
  return {
    classNames,
    labels: labelsOf(test),
    logits: tuned.logits(features, classNames),
    textFeatures: tuned.textFeatures(classNames),
    zeroShotTextFeatures: tuned.zeroShotTextFeatures(classNames),
  };
}

/** 0 for methods that train nothing. */
function epochsOf({ recipe }: RunSpec): number {
  return Number(recipe["epochs"] ?? 0);
}

/** Writes a checkpoint every few seconds, and when interrupted. */
function checkpointing(
  spec: RunSpec,
  { folder, signal, onEpoch }: TuneContext,
): Pick<TuneRequest, "onEpoch" | "onState"> {
  const epochs = epochsOf(spec);
  let last = Date.now();
  return {
    onEpoch: ({ epoch }) => onEpoch?.(epoch, epochs),
    onState: (state) => {
      if (signal?.aborted !== true && Date.now() - last < CHECKPOINT_MS) return;
      writeTrainState(join(folder, CHECKPOINT_FILE), state);
      last = Date.now();
    },
  };
}

/** Goes on from the folder's checkpoint; where it does not fit, says so and starts again. */
async function tuneOrResume(
  { folder, onNote }: TuneContext,
  request: TuneRequest,
): Promise<Tuned> {
  const path = join(folder, CHECKPOINT_FILE);
  if (!existsSync(path)) return tune(request);
  try {
    return await tune({ ...request, resume: readTrainState(path) });
  } catch (error) {
    if (!(error instanceof PromptcalError)) throw error;
    onNote?.(`checkpoint not used, tuning starts again: ${error.message}`);
    rmSync(path);
    return tune(request);
  }
}

/**
 * Augmented views per training image, 0 for a new one in each epoch; null = none, as where a plan knows no
 * such option.
 */
function viewsOf({ recipe }: RunSpec): number | null {
  if ((recipe["views"] ?? null) === null) return null;
  return optionReader(recipe).count("views");
}

/** Rows of some items, out of the rows of all. */
function rowsOf(
  features: Float32Array,
  all: readonly Item[],
  wanted: readonly Item[],
): Float32Array {
  const dimension = features.length / all.length;
  const places = new Map(all.map((item, place) => [item.path, place]));
  const out = new Float32Array(wanted.length * dimension);
  wanted.forEach((item, row) => {
    const from = places.get(item.path)! * dimension;
    out.set(features.subarray(from, from + dimension), row * dimension);
  });
  return out;
}

function labelsOf(items: readonly Item[]): Int32Array {
  return Int32Array.from(items, ({ label }) => label);
}

let tokens: Tokenizer | undefined;

/** Made once per process: it loads the merges. */
function tokenizer(): Tokenizer {
  tokens ??= clipTokenizer();
  return tokens;
}
