import type { ImageDataset, Item } from "../../datasets/image-dataset";
import type { Tuned } from "../../training/tuned";
import type { ClassSetPredictions } from "./predictions";

/** What a tuned classifier says of a data set's test images. */
export interface PredictRequest {
  readonly tuned: Tuned;
  readonly dataset: ImageDataset;
  /** Images of the kind that the tuner is given, flat. */
  readonly encode: (items: readonly Item[]) => Promise<Float32Array>;
  /** Whether images are too large to be held all at once (`isLarge`). */
  readonly large: boolean;
}

/** Test images at a time where they are large; features are cached by the list of all. */
const TEST_CHUNK = 256;

/** Predicts the test images of a data set, base or new classes. */
export async function predictTestImages({
  tuned,
  dataset: { classNames, test },
  encode,
  large,
}: PredictRequest): Promise<ClassSetPredictions> {
  const chunk = large ? TEST_CHUNK : Infinity;
  const logits = new Float32Array(test.length * classNames.length);
  for (let at = 0; at < test.length; at += chunk) {
    const images = await encode(test.slice(at, at + chunk));
    logits.set(tuned.logits(images, classNames), at * classNames.length);
  }
  return {
    classNames,
    labels: labelsOf(test),
    logits,
    textFeatures: tuned.textFeatures(classNames),
    zeroShotTextFeatures: tuned.zeroShotTextFeatures(classNames),
  };
}

/** Labels of some images, shape [n]. */
export function labelsOf(items: readonly Item[]): Int32Array {
  return Int32Array.from(items, ({ label }) => label);
}
