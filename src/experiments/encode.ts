import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Item } from "../datasets/image-dataset";
import type { ClipModel } from "../encoders/clip-model";
import { readCachedFeatures, writeCachedFeatures } from "../encoders/feature-cache";
import { imageFeatures } from "../encoders/image-tower";
import { PREPROCESS, preprocessImage } from "../encoders/preprocess";
import { unitRows } from "../encoders/text-tower";
import { tf, type Tensor4D } from "../engine/tf";
import { canonicalHash } from "../numeric/canonical-json";
import type { HashedDataset } from "./hashed-dataset";
import { projectRoot } from "./project-root";

/** Where features are cached unless told otherwise. */
export const FEATURE_CACHE = join(projectRoot, "data", "cache", "features");

/** Images per pass through the tower: large enough to be fast, small enough to stop quickly. */
const BATCH = 32;

export interface EncodeOptions {
  /** Cache folder; `data/cache/features` by default. */
  readonly cache?: string;
  readonly signal?: AbortSignal;
}

/**
 * Unit image features of some images of a data set, shape [n, d], row-major. Computed once: cached by
 * the hash of image bytes, preprocessing, weights and backend, so a change of any of them is another entry.
 * @throws the signal's reason when interrupted
 */
export async function encodeImages(
  model: ClipModel,
  { dataset, imageHashes }: HashedDataset,
  items: readonly Item[],
  { cache = FEATURE_CACHE, signal }: EncodeOptions = {},
): Promise<Float32Array> {
  const dimension = model.architecture.embed_dim;
  const key = canonicalHash({
    images: items.map(({ path }) => imageHashes.get(path)),
    preprocess: PREPROCESS,
    weights: model.weightsHash,
    architecture: model.architecture,
    backend: tf.getBackend(),
  });
  const path = join(cache, `${key}.safetensors`);
  const stored = readCachedFeatures(path, [items.length, dimension]);
  if (stored !== undefined) return stored;
  const features = new Float32Array(items.length * dimension);
  for (let at = 0; at < items.length; at += BATCH) {
    signal?.throwIfAborted();
    const batch = items.slice(at, at + BATCH);
    const paths = batch.map((item) => join(dataset.root, item.path));
    features.set(await encodeBatch(model, paths), at * dimension);
    // Lets Ctrl-C and messages of the pool through between two batches.
    await setImmediate();
  }
  writeCachedFeatures(path, [items.length, dimension], features);
  return features;
}

async function encodeBatch(
  model: ClipModel,
  paths: readonly string[],
): Promise<Float32Array> {
  const { architecture, imageTower } = model;
  const size = architecture.image_resolution;
  const pixels = new Float32Array(paths.length * 3 * size * size);
  for (const [i, path] of paths.entries()) {
    pixels.set(
      await preprocessImage(await readFile(path), size, path),
      i * 3 * size * size,
    );
  }
  const features = tf.tidy(() => {
    const images = tf.tensor4d(pixels, [paths.length, 3, size, size]) as Tensor4D;
    return unitRows(imageFeatures(imageTower, images));
  });
  const values = (await features.data()) as Float32Array;
  features.dispose();
  return values;
}
