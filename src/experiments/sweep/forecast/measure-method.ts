import { templateFeatures } from "../../../encoders/prompts/prompt-templates";
import { imageFeatures } from "../../../encoders/towers/image-tower";
import type { ClipModel } from "../../../encoders/towers/clip-model";
import { tf } from "../../../engine/tf";
import type { Options } from "../../../methods/option";
import { tunerNamed } from "../../../methods/registry";
import { seededRandom } from "../../../random/random";
import type { OutlierImages } from "../../../regularisers/outlier-images";
import { regulariserNamed } from "../../../regularisers/registry";
import { usableNouns } from "../../../regularisers/outliers/candidates";
import { wordnetNouns } from "../../../regularisers/outliers/wordnet";
import { tune, type Tuned } from "../../../training/tune";
import { valuesOf } from "../../run/images/image-memory";
import { tokenizer } from "../../run/tune-and-predict";
import type { RunSpec } from "../../spec/spec";
import { suiteOptions } from "../../spec/run-options";
import type { Suite } from "../../suites/suite-definition";
import type { MeasuredMethod, Measurements } from "./measurements";

/** Steps of a measurement; the first prepares what the others reuse. */
const STEPS = 3;
/** Images of a timed prediction. */
const IMAGES = 4;
/** Images and nouns that are encoded to be timed. */
const ENCODED = { images: 8, nouns: 128 };

/** Byte-pair tokens of a noun that is timed; nearly all have fewer. */
const MAX_NOUN_TOKENS = 8;

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
  const { imageInput } = tunerNamed(spec.tuner);
  const values = valuesOf({ kind: imageInput }, model);
  const batch = Number(spec.recipe["batch"] ?? 1);
  const count = Math.max(batch, IMAGES);
  const images = randomRows(count, values);
  const labels = Int32Array.from({ length: count }, (_, i) => i % classNames.length);
  const perStep = Number(spec.recipe[`${spec.regulariser}.batch`] ?? 1);
  const epochs: Options = "epochs" in spec.recipe ? { epochs: STEPS } : {};
  const steps: number[] = [];
  const tuned = await tune({
    model,
    tokenizer: tokenizer(),
    tuner: spec.tuner,
    regulariser: spec.regulariser,
    options: { ...spec.recipe, ...epochs, ...unprepared(spec.regulariser) },
    template: suiteOptions(spec.recipe, suite, spec.dataset).template,
    classNames,
    newClassNames: shortNouns(model, perStep),
    trainImages: [images],
    trainLabels: labels,
    validation: () => Promise.resolve({ images, labels }),
    outlierImages: randomOutliers(2 * perStep, model, values),
    seed: spec.seed,
    onEpoch: ({ seconds }) => {
      const perEpoch = Math.max(1, Math.floor(count / batch));
      steps.push(seconds / perEpoch);
    },
  });
  try {
    const { first, each } = timedPrediction(tuned, images, values, classNames);
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
  images: Float32Array,
  values: number,
  names: readonly string[],
): { readonly first: number; readonly each: number } {
  const time = (count: number): number => {
    const started = performance.now();
    tuned.logits(images.subarray(0, count * values), names);
    return (performance.now() - started) / 1000;
  };
  const one = time(1);
  const some = time(IMAGES);
  const each = Math.max(0, (some - one) / (IMAGES - 1));
  return { first: Math.max(0, one - each), each };
}

/** At least that many nouns of the usual length, from the whole of WordNet. */
function shortNouns({ trainedTokens }: ClipModel, count: number): readonly string[] {
  const nouns = wordnetNouns();
  const step = Math.floor(nouns.length / (8 * count));
  const some = Array.from({ length: 8 * count }, (_, i) => nouns[i * step]!);
  const rules = { maxWords: 3, maxTokens: MAX_NOUN_TOKENS };
  const usable = usableNouns(some, tokenizer(), {
    ...rules,
    ...(trainedTokens === undefined ? {} : { trainedTokens }),
  });
  return usable.names.slice(0, count);
}

/** Options of a regulariser with which nothing has to be encoded. */
function unprepared(regulariser: string): Options {
  const options = regulariserNamed(regulariser)?.unprepared ?? {};
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) =>
      value === undefined ? [] : [[`${regulariser}.${name}`, value]],
    ),
  );
}

function randomOutliers(
  count: number,
  { architecture }: ClipModel,
  values: number,
): OutlierImages {
  const images = randomRows(count, values);
  return {
    features: randomRows(count, architecture.embed_dim),
    count,
    images: (indices) => {
      const rows = new Float32Array(indices.length * values);
      indices.forEach((at, row) =>
        rows.set(images.subarray(at * values, (at + 1) * values), row * values),
      );
      return Promise.resolve(rows);
    },
    report: { candidates: count, chosen: count, removed: {}, newNamesIncluded: [] },
  };
}

/** Rows of length 1, as features have it; of pixels and patches no number depends on their size. */
function randomRows(count: number, values: number): Float32Array {
  const random = seededRandom("measurement", count, values);
  const rows = new Float32Array(count * values);
  const period = Float32Array.from({ length: 8191 }, () => random() - 0.5);
  const scale = Math.sqrt(12 / values);
  for (let i = 0; i < rows.length; i++) rows[i] = scale * period[i % period.length]!;
  return rows;
}

/** Seconds of the second of two calls: the first prepares what the others reuse. */
function seconds(compute: () => { dataSync(): unknown; dispose(): void }): number {
  let last = 0;
  for (let i = 0; i < 2; i++) {
    const started = performance.now();
    const result = tf.tidy(() => compute() as never) as ReturnType<typeof compute>;
    result.dataSync();
    result.dispose();
    last = (performance.now() - started) / 1000;
  }
  return last;
}
