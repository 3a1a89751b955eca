import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { ImageDataset, Item } from "../../datasets/image-dataset";
import { PartialRows } from "../../files/partial-rows";
import type { Tuned } from "../../training/tuned";
import { UNFINISHED } from "../store/store-paths";
import type { ClassSetPredictions } from "./predictions";

/** A tuned classifier and the test images to predict. */
export interface PredictRequest {
  readonly tuned: Tuned;
  readonly dataset: ImageDataset;
  /** Images of the kind that the tuner is given, flat. */
  readonly encode: (items: readonly Item[]) => Promise<Float32Array>;
  /** Whether images are too large to be held all at once (`isLarge`). */
  readonly large: boolean;
  /** Where the logits of an interrupted prediction are kept; it names the parameters, too. Not kept by default. */
  readonly partial?: PredictionFile;
  readonly signal?: AbortSignal | undefined;
  /** Called after each portion. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Names the unfinished predictions of a run's parameters on a class set. */
export interface PredictionFile {
  readonly folder: string;
  readonly name: string;
}

/** Test images at a time where they are large; features are cached by the list of all. */
const TEST_CHUNK = 256;

/**
 * Predicts the test images of a data set, base or new classes: in portions, after which a signal comes through.
 * @throws the signal's reason when interrupted
 */
export async function predictTestImages({
  tuned,
  dataset: { classNames, test },
  encode,
  large,
  partial: kept,
  signal,
  onProgress,
}: PredictRequest): Promise<ClassSetPredictions> {
  const classes = classNames.length;
  const logits = new Float32Array(test.length * classes);
  const partial =
    kept === undefined
      ? undefined
      : new PartialRows(join(kept.folder, `${UNFINISHED}${kept.name}`), classes);
  const chunk = large ? TEST_CHUNK : Math.max(1, test.length);
  const classifier = tuned.classifier(classNames);
  try {
    let done = partial?.restore(logits) ?? 0;
    while (done < test.length) {
      const from = done - (done % chunk);
      const images = await encode(test.slice(from, from + chunk));
      const size = images.length / Math.min(chunk, test.length - from);
      const end = Math.min(from + chunk, test.length);
      while (done < end) {
        // Lets Ctrl-C and messages of the pool through between two portions.
        await setImmediate();
        if (signal?.aborted === true) partial?.keep(logits, done);
        signal?.throwIfAborted();
        const to = Math.min(done + classifier.portion, end);
        const some = images.subarray((done - from) * size, (to - from) * size);
        logits.set(classifier.logits(some), done * classes);
        done = to;
        if (done < test.length) partial?.keepSometimes(logits, done);
        onProgress?.(done, test.length);
      }
    }
  } finally {
    classifier.dispose();
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
