import { templateFeatures } from "../../../encoders/prompts/prompt-templates";
import { imageFeatures } from "../../../encoders/towers/image-tower";
import type { ClipModel } from "../../../encoders/towers/clip-model";
import { tf } from "../../../engine/tf";
import { tune, type Tuned, type TuneRequest } from "../../../training/tune";
import { testsPerPass } from "../../run/predict-at-test";
import { tokenizer } from "../../run/shared-tokenizer";
import type { RunSpec } from "../../spec/spec";
import { suiteOptions } from "../../spec/run-options";
import type { Suite } from "../../suites/suite-definition";
import type { MeasuredMethod, Measurements } from "./measurements";
import { IMAGES, randomRequest, randomRows, shortNouns } from "./random-request";

/** What a method is measured on. */
export interface MeasuredTuning {
  /** Classes to tune on. */
  readonly classNames: readonly string[];
  /** Optimiser steps, at least 2: the first prepares what the others reuse. */
  readonly steps: number;
}

/** Images and nouns that are encoded to be timed. */
const ENCODED = { images: 8, nouns: 128 };

/**
 * Times a few steps of a run's method and a prediction, on images of random values: no number of a step depends on
 * what the images show. Outlier words are some nouns, so that not all of WordNet is encoded first.
 */
export async function measureMethod(
  spec: RunSpec,
  suite: Suite,
  model: ClipModel,
  on: MeasuredTuning,
): Promise<MeasuredMethod> {
  const { classNames } = on;
  const request = randomRequest(spec, suite, model, { classNames, epochs: on.steps });
  const { length: count } = request.trainLabels;
  const steps: number[] = [];
  const tuned = await tune({
    ...request,
    onEpoch: ({ seconds }) => {
      const batch = Number(spec.recipe["batch"] ?? 1);
      steps.push(seconds / Math.max(1, Math.floor(count / batch)));
    },
  });
  try {
    const { first, each } = timedPrediction(tuned, request, count);
    const parameters = Object.values(tuned.parameters);
    return {
      classes: classNames.length,
      step: steps.length === 0 ? 0 : Math.min(...steps.slice(1)),
      prediction: first,
      image: each,
      peakBytes: 1024 * process.resourceUsage().maxRSS,
      parameterBytes: parameters.reduce((sum, { data }) => sum + data.byteLength, 0),
    };
  } finally {
    tuned.dispose();
  }
}

/** Seconds per image and per noun of the frozen towers. */
export function measureEncoding(
  suite: Suite,
  dataset: string,
  model: ClipModel,
): Measurements["encoding"] {
  const { architecture, imageTower } = model;
  const side = architecture.image_resolution;
  const pixels = tf.tensor4d(randomRows(ENCODED.images, 3 * side * side), [
    ENCODED.images,
    3,
    side,
    side,
  ]);
  const names = shortNouns(model, ENCODED.nouns);
  const { template } = suiteOptions({}, suite, dataset);
  const images = seconds(() => imageFeatures(imageTower, pixels));
  const nouns = seconds(() => templateFeatures(model, tokenizer(), names, template));
  pixels.dispose();
  return { images: images / ENCODED.images, nouns: nouns / ENCODED.nouns };
}

/** The time of one image and of some more tells what each adds. */
function timedPrediction(
  tuned: Tuned,
  { trainImages, classNames }: TuneRequest,
  count: number,
): { readonly first: number; readonly each: number } {
  const [images] = trainImages;
  const values = images!.length / count;
  const time = (some: number): number => {
    const started = performance.now();
    predict(tuned, images!.subarray(0, some * values), some, classNames);
    return (performance.now() - started) / 1000;
  };
  const one = time(1);
  const some = time(IMAGES);
  const each = Math.max(0, (some - one) / (IMAGES - 1));
  return { first: Math.max(0, one - each), each };
}

/** Predicts images; a method that tunes at test time tunes on views of each, for whose features the image's stand. */
function predict(
  { testTime, logits }: Tuned,
  images: Float32Array,
  count: number,
  classNames: readonly string[],
): void {
  if (testTime === undefined) return void logits(images, classNames);
  const { views, predict: predictAtTest } = testTime;
  const values = images.length / count;
  const portion = testsPerPass(classNames.length);
  for (let at = 0; at < count; at += portion) {
    const n = Math.min(portion, count - at);
    const flat = new Float32Array(n * views * values);
    for (let image = 0; image < n; image++) {
      const one = images.subarray((at + image) * values, (at + image + 1) * values);
      for (let view = 0; view < views; view++) {
        flat.set(one, (image * views + view) * values);
      }
    }
    predictAtTest(flat, classNames);
  }
}

/** Seconds of the second of two calls: the first prepares what the others reuse. */
function seconds(compute: () => tf.Tensor): number {
  let last = 0;
  for (let i = 0; i < 2; i++) {
    const started = performance.now();
    const result = tf.tidy(compute);
    result.dataSync();
    result.dispose();
    last = (performance.now() - started) / 1000;
  }
  return last;
}
