import { templateFeatures } from "../../../encoders/prompts/prompt-templates";
import { imageFeatures } from "../../../encoders/towers/image-tower";
import type { ClipModel } from "../../../encoders/towers/clip-model";
import { tf } from "../../../engine/tf";
import { tune, type Tuned, type TuneRequest } from "../../../training/tune";
import { tokenizer } from "../../run/tune-and-predict";
import type { RunSpec } from "../../spec/spec";
import { suiteOptions } from "../../spec/run-options";
import type { Suite } from "../../suites/suite-definition";
import type { MeasuredMethod, Measurements } from "./measurements";
import { IMAGES, randomRequest, randomRows, shortNouns } from "./random-request";

/** Steps of a measurement; the first prepares what the others reuse. */
const STEPS = 3;
/** Images and nouns that are encoded to be timed. */
const ENCODED = { images: 8, nouns: 128 };

/**
 * Times a few steps of a run's method and a prediction, on images of random values: no number of a step depends on
 * what the images show. Outlier words are some nouns, so that not all of WordNet is encoded first.
 * @param classNames classes to tune on
 */
export async function measureMethod(
  spec: RunSpec,
  suite: Suite,
  model: ClipModel,
  classNames: readonly string[],
): Promise<MeasuredMethod> {
  const request = randomRequest(spec, suite, model, { classNames, epochs: STEPS });
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
      step: steps.length === 0 ? 0 : Math.min(...steps.slice(-2)),
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
    tuned.logits(images!.subarray(0, some * values), classNames);
    return (performance.now() - started) / 1000;
  };
  const one = time(1);
  const some = time(IMAGES);
  const each = Math.max(0, (some - one) / (IMAGES - 1));
  return { first: Math.max(0, one - each), each };
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
