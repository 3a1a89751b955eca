import { setImmediate } from "node:timers/promises";
import type { ImageDataset, Item } from "../../datasets/image-dataset";
import { confidenceBound } from "../../metrics/features/confidence-bound";
import { centroidSpread, featureDivergence } from "../../metrics/features/divergence";
import { largestCosine } from "../../metrics/features/largest-cosine";
import { unitRows } from "../../metrics/features/text-distances";
import type { TunedAtTest } from "../../training/tuned";
import { labelsOf } from "./predict";
import type { ClassSetPredictions, TextMeasures } from "./predictions";
import { testSample } from "./test-sample";

/** A method that tunes on each test image, and the images to predict. */
export interface PredictAtTestRequest {
  readonly testTime: TunedAtTest;
  /** Unit features of the template prompts, flat [names, embed]. */
  readonly zeroShot: (names: readonly string[]) => Float32Array;
  readonly dataset: ImageDataset;
  /** Views of each image, the image itself first, each flat [n, embed]. */
  readonly encodeViews: (
    items: readonly Item[],
    count: number,
  ) => Promise<readonly Float32Array[]>;
  readonly logitScale: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Called after each portion. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Prompts of a pass: images times names, so that a pass fits the processor's cache. */
const PROMPTS = 512;

/** Images that are tuned on in a pass. */
export function testsPerPass(classes: number): number {
  return Math.max(1, Math.floor(PROMPTS / classes));
}

/**
 * Predicts the test images of a class set, each after tuning on its views, and measures the text features that each
 * was predicted with.
 * @throws the signal's reason when interrupted
 */
export async function predictAtTest({
  testTime,
  zeroShot,
  dataset: { name, classNames, test },
  encodeViews,
  logitScale,
  seed,
  signal,
  onProgress,
}: PredictAtTestRequest): Promise<ClassSetPredictions> {
  const sample = testSample(test.length, testTime.maxImages, name, seed);
  const items = Array.from(sample, (index) => test[index]!);
  const views = await encodeViews(items, testTime.views);
  const embed = views[0]!.length / items.length;
  const classes = classNames.length;
  const logits = new Float32Array(items.length * classes);
  const sum = new Float64Array(classes * embed);
  const ofImages = emptyMeasures(items.length);
  const portion = testsPerPass(classes);
  for (let at = 0; at < items.length; at += portion) {
    signal?.throwIfAborted();
    const n = Math.min(portion, items.length - at);
    const found = testTime.predict(portionOf(views, at, n, embed), classNames);
    logits.set(found.logits, at * classes);
    for (let image = 0; image < n; image++) {
      const text = found.text.subarray(
        image * classes * embed,
        (image + 1) * classes * embed,
      );
      text.forEach((value, i) => (sum[i]! += value));
      const own = found.logits.subarray(image * classes, (image + 1) * classes);
      measure(ofImages, at + image, { text, embed, logitScale, own });
    }
    onProgress?.(at + n, items.length);
    // Lets Ctrl-C and messages of the pool through between two portions.
    await setImmediate();
  }
  return {
    classNames,
    labels: labelsOf(items),
    logits,
    textFeatures: Float32Array.from(unitRows(sum, embed)),
    zeroShotTextFeatures: zeroShot(classNames),
    ofImages,
  };
}

/** Views of some images side by side, flat [n, views, embed]. */
function portionOf(
  views: readonly Float32Array[],
  at: number,
  n: number,
  embed: number,
): Float32Array {
  const out = new Float32Array(n * views.length * embed);
  for (let image = 0; image < n; image++) {
    views.forEach((view, index) => {
      const row = view.subarray((at + image) * embed, (at + image + 1) * embed);
      out.set(row, (image * views.length + index) * embed);
    });
  }
  return out;
}

function emptyMeasures(n: number): TextMeasures {
  const empty = (): Float32Array => new Float32Array(n);
  return {
    fd: empty(),
    centroid_spread: empty(),
    largest_cosine: empty(),
    confidence_bound: empty(),
  };
}

/** Measures of one image's text features, in place. */
function measure(
  measures: TextMeasures,
  image: number,
  {
    text,
    embed,
    logitScale,
    own,
  }: {
    readonly text: Float32Array;
    readonly embed: number;
    readonly logitScale: number;
    /** The image's logits. */
    readonly own: Float32Array;
  },
): void {
  measures.fd[image] = featureDivergence(text, embed).value;
  measures.centroid_spread[image] = centroidSpread(text, embed).value;
  measures.largest_cosine[image] = largestCosine(text, embed);
  const predicted = own.indexOf(own.reduce((a, b) => Math.max(a, b)));
  measures.confidence_bound[image] = confidenceBound(text, embed, logitScale)[predicted]!;
}
