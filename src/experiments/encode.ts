import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Item } from "../datasets/image-dataset";
import type { ClipModel } from "../encoders/clip-model";
import { readCachedFeatures, writeCachedFeatures } from "../encoders/feature-cache";
import { imageFeatures } from "../encoders/image-tower";
import { PREPROCESS } from "../encoders/preprocess";
import { COOP_AUGMENTATION } from "../encoders/random-resized-crop";
import { readImages } from "../encoders/read-images";
import { unitRows } from "../encoders/text-tower";
import { tf, type Tensor4D } from "../engine/tf";
import { canonicalHash } from "../numeric/canonical-json";
import { type Random, seededRandom } from "../numeric/random";
import type { ImageKind } from "../tuners/tuner";
import type { HashedDataset } from "./hashed-dataset";
import { projectRoot } from "./project-root";

/** Where features are cached unless told otherwise. */
export const FEATURE_CACHE = join(projectRoot, "data", "cache", "features");

/** Images per pass through the tower: large enough to be fast, small enough to stop quickly. */
const BATCH = 32;

export interface EncodeOptions {
  /** Cache folder; `data/cache/features` by default. */
  readonly cache?: string;
  /** What a tuner sees of images; unit features by default. */
  readonly kind?: ImageKind;
  /** An augmented view in place of the image as for testing. */
  readonly view?: View;
  readonly signal?: AbortSignal;
}

/** Names an augmented view: of each image, seed and index another random crop. */
export interface View {
  readonly seed: number;
  readonly index: number;
}

/**
 * Some images of a data set as a tuner sees them, row-major: features, shape [n, d], or pixels, shape
 * [n, 3, size, size]. Features are computed once: cached by the hash of image bytes, preprocessing,
 * view, weights and backend, so a change of any of them is another entry.
 * @throws the signal's reason when interrupted
 */
export async function encodeImages(
  model: ClipModel,
  data: HashedDataset,
  items: readonly Item[],
  { cache = FEATURE_CACHE, kind = "features", view, signal }: EncodeOptions = {},
): Promise<Float32Array> {
  if (kind === "pixels") return readPixels(model, data, items, view, signal);
  const dimension = model.architecture.embed_dim;
  const key = canonicalHash({
    images: items.map(({ path }) => data.imageHashes.get(path)),
    preprocess: PREPROCESS,
    weights: model.weightsHash,
    architecture: model.architecture,
    backend: tf.getBackend(),
    ...(kind === "features" ? {} : { kind }),
    ...(view === undefined ? {} : { view: { ...view, augmentation: COOP_AUGMENTATION } }),
  });
  const path = join(cache, `${key}.safetensors`);
  const stored = readCachedFeatures(path, [items.length, dimension]);
  if (stored !== undefined) return stored;
  const features = new Float32Array(items.length * dimension);
  for (let at = 0; at < items.length; at += BATCH) {
    const batch = items.slice(at, at + BATCH);
    const pixels = await readPixels(model, data, batch, view, signal);
    features.set(await encodeBatch(model, pixels, batch.length, kind), at * dimension);
    // Lets Ctrl-C and messages of the pool through between two batches.
    await setImmediate();
  }
  writeCachedFeatures(path, [items.length, dimension], features);
  return features;
}

/**
 * Several augmented views of some images, each as `encodeImages` gives it. A view is drawn by the
 * image's bytes, the seed and its number, so all methods of a seed train on the same ones.
 * @param count number of views
 * @throws the signal's reason when interrupted
 */
export async function encodeViews(
  model: ClipModel,
  data: HashedDataset,
  items: readonly Item[],
  count: number,
  seed: number,
  options: Omit<EncodeOptions, "view"> = {},
): Promise<Float32Array[]> {
  const views: Float32Array[] = [];
  for (let index = 0; index < count; index++) {
    views.push(
      await encodeImages(model, data, items, { ...options, view: { seed, index } }),
    );
  }
  return views;
}

/** Pixels are not cached: decoding is fast, and their floats take many times the room of the files. */
async function readPixels(
  { architecture }: ClipModel,
  { dataset, imageHashes }: HashedDataset,
  items: readonly Item[],
  view?: View,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const randomOf =
    view &&
    ((path: string): Random =>
      seededRandom("view", imageHashes.get(path)!, view.seed, view.index));
  const { pixels } = await readImages(
    items.map(({ path }) => path),
    architecture.image_resolution,
    {
      root: dataset.root,
      ...(randomOf === undefined ? {} : { view: randomOf }),
      ...(signal === undefined ? {} : { signal }),
    },
  );
  return pixels;
}

async function encodeBatch(
  { architecture, imageTower }: ClipModel,
  pixels: Float32Array,
  n: number,
  kind: "features" | "raw features",
): Promise<Float32Array> {
  const size = architecture.image_resolution;
  const features = tf.tidy(() => {
    const images = tf.tensor4d(pixels, [n, 3, size, size]) as Tensor4D;
    const raw = imageFeatures(imageTower, images);
    return kind === "features" ? unitRows(raw) : raw;
  });
  const values = (await features.data()) as Float32Array;
  features.dispose();
  return values;
}
