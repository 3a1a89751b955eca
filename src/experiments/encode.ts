import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { ImageDataset, Item } from "../datasets/image-dataset";
import type { ClipModel } from "../encoders/clip-model";
import { readCachedFeatures, writeCachedFeatures } from "../encoders/feature-cache";
import { imageFeatures } from "../encoders/image-tower";
import { PREPROCESS, preprocessImage } from "../encoders/preprocess";
import { unitRows } from "../encoders/text-tower";
import { tf, type Tensor4D } from "../engine/tf";
import { canonicalHash } from "../numeric/canonical-json";
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
  readonly signal?: AbortSignal;
}

/**
 * Some images of a data set as a tuner sees them, row-major: features, shape [n, d], or pixels, shape
 * [n, 3, size, size]. Features are computed once: cached by the hash of image bytes, preprocessing,
 * weights and backend, so a change of any of them is another entry.
 * @throws the signal's reason when interrupted
 */
export async function encodeImages(
  model: ClipModel,
  { dataset, imageHashes }: HashedDataset,
  items: readonly Item[],
  { cache = FEATURE_CACHE, kind = "features", signal }: EncodeOptions = {},
): Promise<Float32Array> {
  if (kind === "pixels") return readPixels(model, dataset, items, signal);
  const dimension = model.architecture.embed_dim;
  const key = canonicalHash({
    images: items.map(({ path }) => imageHashes.get(path)),
    preprocess: PREPROCESS,
    weights: model.weightsHash,
    architecture: model.architecture,
    backend: tf.getBackend(),
    ...(kind === "features" ? {} : { kind }),
  });
  const path = join(cache, `${key}.safetensors`);
  const stored = readCachedFeatures(path, [items.length, dimension]);
  if (stored !== undefined) return stored;
  const features = new Float32Array(items.length * dimension);
  for (let at = 0; at < items.length; at += BATCH) {
    const batch = items.slice(at, at + BATCH);
    const pixels = await readPixels(model, dataset, batch, signal);
    features.set(await encodeBatch(model, pixels, batch.length, kind), at * dimension);
    // Lets Ctrl-C and messages of the pool through between two batches.
    await setImmediate();
  }
  writeCachedFeatures(path, [items.length, dimension], features);
  return features;
}

/** Pixels are not cached: decoding is fast, and their floats take many times the room of the files. */
async function readPixels(
  { architecture }: ClipModel,
  dataset: ImageDataset,
  items: readonly Item[],
  signal?: AbortSignal,
): Promise<Float32Array> {
  const size = architecture.image_resolution;
  const pixels = new Float32Array(items.length * 3 * size * size);
  for (const [i, item] of items.entries()) {
    signal?.throwIfAborted();
    const path = join(dataset.root, item.path);
    const image = await preprocessImage(await readFile(path), size, path);
    pixels.set(image, i * image.length);
  }
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
