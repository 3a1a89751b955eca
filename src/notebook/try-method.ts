import { evaluateRun } from "../analysis/runs/evaluate-runs";
import type { EvaluatedRun } from "../analysis/runs/evaluated-run";
import { splitBaseNew } from "../datasets/base-new";
import type { ImageDataset, Item } from "../datasets/image-dataset";
import { SAMPLINGS } from "../datasets/sampling";
import { clipTokenizer } from "../encoders/tokens/tokenizer";
import { encodeImages } from "../experiments/run/images/encode";
import { isInterruption } from "../experiments/run/interruption";
import type { ClassSetPredictions } from "../experiments/run/predictions";
import { methodOptions } from "../experiments/spec/methods";
import { suiteOptions } from "../experiments/spec/run-options";
import { methodName } from "../experiments/spec/spec";
import type { DatasetName, SuiteName } from "../experiments/suites/known-names";
import { loadedDataset, loadedModel } from "../experiments/suites/loaded-suite";
import { suiteNamed } from "../experiments/suites/suite";
import type { TunerName } from "../methods/known-names";
import type { TunerDefinition } from "../methods/definition";
import type { Options } from "../methods/option";
import { registerMethod } from "../methods/own-methods";
import { tunerNamed, tuners } from "../methods/registry";
import { progress } from "../progress/progress";
import type { RegulariserDefinition } from "../regularisers/definition";
import { regularisers } from "../regularisers/registry";
import { tune, type EpochLine, type Tuned } from "../training/tune";
import { interruptible, Stopped } from "./interrupt";

/** A custom method, and what to try it on. */
export interface TryRequest {
  /** A definition, of a cell or a file, or the name of a tuner. */
  readonly tuner: TunerDefinition | TunerName | (string & {});
  /** None by default. */
  readonly regulariser?: RegulariserDefinition;
  readonly suite: SuiteName;
  readonly dataset: DatasetName;
  readonly seed: number;
  /** Values beside the defaults of the suite's recipe: `epochs`, `n_ctx`, `shots`. */
  readonly options?: Options;
}

/**
 * Trains a method that is written in a cell, in this process, as a run of the suite would be: the same shots,
 * training and tests on base and new classes. Nothing is stored. The method is registered, so that tables and
 * legends have its title.
 * @returns the run as tables, figures and claims take it; put it beside stored ones
 * @throws as `tune` does, for instance for a loss that is not finite
 */
export async function tryMethod(request: TryRequest): Promise<EvaluatedRun> {
  const { tuner, regulariser, dataset, seed } = request;
  const known: readonly unknown[] = [...tuners(), ...regularisers()];
  for (const own of [tuner, regulariser]) {
    if (typeof own === "object" && !known.includes(own)) registerMethod(own);
  }
  const suite = suiteNamed(request.suite);
  const names = {
    tuner: typeof tuner === "string" ? tuner : tuner.name,
    regulariser: regulariser?.name ?? "none",
  };
  const method = methodName(names);
  const options = {
    ...methodOptions(names.tuner, names.regulariser, suite.recipes, dataset),
    ...request.options,
  };
  const { template, sampling } = suiteOptions(options, suite, dataset);
  const model = await loadedModel(suite);
  const data = await loadedDataset(suite, dataset);
  const { base, new: novel } = splitBaseNew(data.dataset);
  const encode = (items: readonly Item[]): Promise<Float32Array> =>
    encodeImages(model, data, items, { kind: tunerNamed(names.tuner).imageInput });
  const shots = SAMPLINGS[sampling](data.dataset, Number(options["shots"]), seed);
  const bar = progress({ label: method, total: Number(options["epochs"] ?? 0) });
  const training = {
    ...{ model, tokenizer: clipTokenizer(), template, options, ...names, seed },
    classNames: base.classNames,
    newClassNames: novel.classNames,
    trainImages: [await encode(shots)],
    trainLabels: labelsOf(shots),
    validation: async () => ({
      images: await encode(base.validation),
      labels: labelsOf(base.validation),
    }),
    onEpoch: ({ epoch }: EpochLine) => bar.update(epoch),
  };
  const tuned = await interruptible(async (signal) => {
    try {
      return await tune({ ...training, signal });
    } catch (error) {
      if (!isInterruption(error)) throw error;
      bar.finish("stopped");
      throw new Stopped("Stopped. A trial keeps nothing; run the cell again to repeat it.");
    }
  });
  bar.finish();
  const predictions = {
    base: predict(tuned, base, await encode(base.test)),
    new: predict(tuned, novel, await encode(novel.test)),
  };
  tuned.dispose();
  const spec = { dataset, seed };
  return evaluateRun({ id: `${method}, not stored`, spec, method, predictions });
}

function predict(
  tuned: Tuned,
  { classNames, test }: ImageDataset,
  images: Float32Array,
): ClassSetPredictions {
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
