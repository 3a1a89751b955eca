import { tf, type Tensor } from "../engine/tf";
import { mismatch, PromptcalError } from "../errors/promptcal-error";
import { randomInteger, seededRandom } from "../random/random";
import type { Batch, TrainingSet } from "../methods/tuner";

/** Training images in host memory. */
export interface TrainingImages {
  /**
   * Views of the images, of the kind that the tuner sees, each flat [n, ...imageShape]; with several,
   * each image's view is drawn per epoch. None where `readBatch` reads them all.
   */
  readonly images: readonly Float32Array[];
  /**
   * New views of some images for an epoch, flat, in place of `images` in its batches; asked again, they
   * are the same.
   */
  readonly readBatch?: (indices: readonly number[], epoch: number) => Promise<Float32Array>;
  /** Shape of one image; a row of features when left out. */
  readonly imageShape?: readonly number[];
  /** Length n. */
  readonly labels: Int32Array;
  readonly seed: number;
}

/** All images, of the first view; the caller disposes of them. */
export function trainingSet({ images, labels, imageShape }: TrainingImages): TrainingSet {
  return { images: imageTensor(images[0]!, labels.length, imageShape), labels };
}

/** Consecutive batches of an order; a rest shorter than `size` is left out unless it is all there is. */
export function batches(order: readonly number[], size: number): number[][] {
  const whole = Math.floor(order.length / size);
  if (whole === 0) return [[...order]];
  return Array.from({ length: whole }, (_, i) => order.slice(i * size, (i + 1) * size));
}

/**
 * One batch as tensors.
 * @param images of the epoch
 * @param iteration steps before it
 */
export async function batchOf(
  { labels, seed, imageShape, readBatch }: TrainingImages,
  images: Float32Array | undefined,
  indices: readonly number[],
  { epoch, iteration }: { readonly epoch: number; readonly iteration: number },
): Promise<Batch> {
  const rows =
    (await readBatch?.(indices, epoch)) ?? rowsOf(images!, indices, labels.length);
  return {
    images: imageTensor(rows, indices.length, imageShape),
    labels: Int32Array.from(indices, (i) => labels[i]!),
    step: { seed, iteration },
  };
}

function rowsOf(images: Float32Array, indices: readonly number[], n: number): Float32Array {
  const size = images.length / n;
  const rows = new Float32Array(indices.length * size);
  indices.forEach((i, row) =>
    rows.set(images.subarray(i * size, (i + 1) * size), row * size),
  );
  return rows;
}

/** The images of an epoch: one random view each; undefined where there are none to draw from. */
export function epochImages(
  { images, labels, seed }: TrainingImages,
  epoch: number,
): Float32Array | undefined {
  if (images.length < 2) return images[0];
  const random = seededRandom("views", seed, epoch);
  const out = new Float32Array(images[0]!.length);
  const dimension = out.length / labels.length;
  for (let i = 0; i < labels.length; i++) {
    const view = images[randomInteger(images.length, random)]!;
    out.set(view.subarray(i * dimension, (i + 1) * dimension), i * dimension);
  }
  return out;
}

/** @throws PromptcalError unless there are images, or a reader of them, and all views are as long */
export function checkImages({ images, labels, readBatch }: TrainingImages): void {
  if (labels.length === 0)
    throw new PromptcalError("training images: expected at least one, got none");
  const wrong = images.find(
    ({ length }) =>
      length === 0 || length % labels.length !== 0 || length !== images[0]!.length,
  );
  const some = images.length > 0 || readBatch !== undefined;
  if (some && wrong === undefined) return;
  throw mismatch({
    what: "training images",
    expected: `views of ${labels.length} images`,
    got: images.length === 0 ? "no view" : `${wrong!.length} values`,
  });
}

/** @param shape of one image; a row when left out */
function imageTensor(
  flat: Float32Array,
  n: number,
  shape: readonly number[] = [flat.length / n],
): Tensor {
  return tf.tensor(flat, [n, ...shape]);
}
