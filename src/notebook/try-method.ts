import { splitBaseNew } from "../datasets/base-new";
import type { ImageDataset, Item } from "../datasets/image-dataset";
import { SAMPLINGS } from "../datasets/sampling";
import { clipTokenizer } from "../encoders/tokens/tokenizer";
import { encodeImages } from "../experiments/run/encode";
import { loadedDataset, loadedModel } from "../experiments/suites/loaded-suite";
import type { SplitPredictions } from "../experiments/run/predictions";
import { suiteNamed, templateOf } from "../experiments/suites/suite";
import type { JudgedRun } from "../analysis/evaluated-run";
import { train } from "../training/train";
import { imageShape, tunedOf, type Tuned } from "../training/tuned";
import type { Regulariser, Tuner, TunerSetting } from "../methods/tuner";
import { cellSignal } from "./interrupt";
import { judgedRun } from "../analysis/evaluate-runs";
import { progress } from "../progress/progress";

/** A method of one's own, and what to try it on. */
export interface TryRequest {
  /** Name in tables and figures. */
  readonly name: string;
  readonly tuner: (setting: TunerSetting) => Tuner;
  /** None by default. */
  readonly regularisers?: (setting: TunerSetting) => readonly Regulariser[];
  readonly suite: string;
  readonly dataset: string;
  readonly seed: number;
  /** Training images per base class; 16 by default. */
  readonly shots?: number;
  /** 50 by default. */
  readonly epochs?: number;
  /** Of SGD; 0.002 by default. */
  readonly learningRate?: number;
  /** Images per step; 32 by default. */
  readonly batch?: number;
}

/**
 * Trains a tuner that is written in a cell, in this process, as a run of the suite would be: the same shots, SGD with
 * a warm-up and a cosine, tests on base and new classes. Nothing is stored.
 * @returns the run as tables, figures and claims take it; put it beside stored ones
 * @throws as `train` does, for instance for a loss that is not finite
 */
export async function tryMethod(request: TryRequest): Promise<JudgedRun> {
  const { name, dataset, seed, shots = 16, epochs = 50 } = request;
  const suite = suiteNamed(request.suite);
  const model = await loadedModel(suite);
  const data = await loadedDataset(suite, dataset);
  const { base, new: fresh } = splitBaseNew(data.dataset);
  const template = templateOf(suite, dataset);
  const { classNames } = base;
  const setting = { model, tokenizer: clipTokenizer(), classNames, template };
  const tuner = request.tuner(setting);
  const encode = (items: readonly Item[]): Promise<Float32Array> =>
    encodeImages(model, data, items, { kind: tuner.sees });
  const chosen = SAMPLINGS[suite.datasets.sampling](data.dataset, shots, seed);
  const images = [await encode(chosen)];
  const regularisers = request.regularisers?.(setting) ?? [];
  const bar = progress({ label: name, total: epochs });
  const state = await train({
    tuner,
    regularisers,
    options: {
      epochs,
      batch: request.batch ?? 32,
      rate: request.learningRate ?? 0.002,
      warmupEpochs: 1,
      warmupRate: 1e-5,
      optimizer: { name: "sgd", momentum: 0.9, weightDecay: 0.0005, epsilon: 1e-8 },
    },
    images,
    imageShape: imageShape(tuner, model),
    labels: labelsOf(chosen),
    seed,
    identity: name,
    signal: cellSignal(),
    onEpoch: ({ epoch }) => bar.update(epoch),
  });
  bar.finish();
  const tuned = tunedOf({ tuner, setting, trainImages: images[0]! }, state, {});
  const predictions = {
    base: predict(tuned, base, await encode(base.test)),
    new: predict(tuned, fresh, await encode(fresh.test)),
  };
  tuned.dispose();
  for (const regulariser of regularisers) regulariser.dispose();
  const spec = { dataset, seed };
  return judgedRun({ id: `${name}, not stored`, spec, method: name, predictions });
}

function predict(
  tuned: Tuned,
  { classNames, test }: ImageDataset,
  images: Float32Array,
): SplitPredictions {
  return {
    classNames,
    labels: labelsOf(test),
    logits: tuned.logits(images, classNames),
    textFeatures: tuned.textFeatures(classNames),
    zeroShotTextFeatures: tuned.zeroShotTextFeatures(classNames),
  };
}

function labelsOf(items: readonly Item[]): Int32Array {
  return Int32Array.from(items, ({ label }) => label);
}
