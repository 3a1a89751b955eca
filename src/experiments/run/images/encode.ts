import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Item } from "../../../datasets/image-dataset";
import type { ClipModel } from "../../../encoders/towers/clip-model";
import { keepFeatures, readCachedFeatures } from "../../../encoders/feature-cache";
import { imageFeatures, visionTransformer } from "../../../encoders/towers/image-tower";
import { PREPROCESS } from "../../../images/preprocess";
import { readImages } from "../../../images/read-images";
import { imagesPerPass } from "../../../encoders/towers/images-per-pass";
import { firstRows } from "../../../encoders/towers/vision-transformer";
import { tf, type Tensor4D } from "../../../engine/tf";
import { canonicalHash } from "../../../files/json/canonical-json";
import { computedOnce, type Claim } from "../../../files/computed-once";
import { folderOf } from "../../../files/folders";
import { PartialRows } from "../../../files/partial-rows";
import type { ImageKind } from "../../../methods/tuner";
import type { HashedDataset } from "../../suites/hashed-dataset";
import { sideBySide, unitFeatures } from "./feature-rows";
import { viewMeaning, viewStream, type View } from "./view";

/** Default folder of cached features. */
export function featureCache(): string {
  return join(folderOf("cache"), "features");
}

/** Values up to which a list of images is cached, 256 MiB: what is larger is computed faster than stored. */
const MAX_CACHED = 2 ** 26;

/** What a pass through the tower, or its beginning, gives; all else is made of these. */
type EncodedKind = "raw features" | "patches";

export interface EncodeOptions {
  /** Cache folder, `data/cache/features` by default; null for images that are asked for once. */
  readonly cache?: string | null;
  /** What a tuner sees of images; unit features by default. */
  readonly kind?: ImageKind;
  /** An augmented view in place of the image as for testing. */
  readonly view?: View;
  readonly signal?: AbortSignal;
  /** Called after each pass through the tower, with the images done and all of them. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Some images of a data set as a tuner sees them (`ImageKind`), row-major. Features and patches are computed once:
 * cached by the hash of image bytes, preprocessing, view, weights and backend, so a change of any of them is another
 * entry. Methods on unit and on raw features share one.
 * @throws the signal's reason when interrupted
 */
export async function encodeImages(
  model: ClipModel,
  data: HashedDataset,
  items: readonly Item[],
  {
    cache = featureCache(),
    kind = "features",
    view,
    signal,
    onProgress,
  }: EncodeOptions = {},
): Promise<Float32Array> {
  const options = { cache, view, signal, onProgress };
  if (kind === "pixels") return readPixels(model, data, items, view, signal);
  if (kind === "patches and features") {
    const patches = await encodeImages(model, data, items, { ...options, kind: "patches" });
    const other: EncodeOptions =
      view?.augmentation === "randaugment"
        ? { ...options, view: { ...view, isSecond: true } }
        : options;
    const features = await encodeImages(model, data, items, other);
    return sideBySide(patches, features, items.length);
  }
  if (kind === "features") {
    const raw = await encodeImages(model, data, items, {
      ...options,
      kind: "raw features",
    });
    return unitFeatures(raw, model.architecture.embed_dim);
  }
  const dimension = encodedSize(model, kind);
  const key = canonicalHash({
    images: items.map(({ path }) => data.imageHashes.get(path)),
    preprocess: PREPROCESS,
    weights: model.weightsHash,
    architecture: model.architecture,
    backend: tf.getBackend(),
    kind,
    ...(view === undefined ? {} : { view: { ...view, augmentation: viewMeaning(view) } }),
  });
  const shape = [items.length, dimension];
  const isLarge = items.length * dimension > MAX_CACHED;
  const path = cache === null || isLarge ? null : join(cache, `${key}.safetensors`);
  const batchSize = imagesPerPass(model);
  const compute = async (claim?: Claim, partial?: PartialRows): Promise<Float32Array> => {
    const features = new Float32Array(items.length * dimension);
    const kept = partial?.restore(features) ?? 0;
    for (let at = kept - (kept % batchSize); at < items.length; at += batchSize) {
      try {
        const batch = items.slice(at, at + batchSize);
        const pixels = await readPixels(model, data, batch, view, signal);
        features.set(await encodeBatch(model, pixels, batch.length, kind), at * dimension);
      } catch (error) {
        if (signal?.aborted === true) partial?.keep(features, at);
        throw error;
      }
      const done = Math.min(at + batchSize, items.length);
      if (done < items.length) partial?.keepSometimes(features, done);
      claim?.touch();
      onProgress?.(done, items.length);
      // Lets Ctrl-C and messages of the pool through between two batches.
      await setImmediate();
    }
    return features;
  };
  if (path === null) return compute();
  return computedOnce(
    path,
    () => readCachedFeatures(path, shape),
    async (claim) => {
      const partial = new PartialRows(path, dimension);
      const features = await compute(claim, partial);
      keepFeatures(path, shape, features);
      partial.remove();
      return features;
    },
    signal,
  );
}

/** Values of an image as the tower encodes it. */
function encodedSize({ architecture, imageTower }: ClipModel, kind: EncodedKind): number {
  return kind === "patches"
    ? visionTransformer(imageTower).positions.size
    : architecture.embed_dim;
}

/** Pixels are not cached: decoding is fast, and their floats take many times the room of the files. */
async function readPixels(
  { architecture }: ClipModel,
  { dataset, imageHashes, requireUnchanged }: HashedDataset,
  items: readonly Item[],
  view?: View,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const paths = items.map(({ path }) => path);
  const { pixels } = await readImages(paths, architecture.image_resolution, {
    root: dataset.root,
    ...(view === undefined
      ? {}
      : {
          view: (path) => viewStream(view, imageHashes.get(path)!),
          augmentation: view.augmentation ?? "coop",
        }),
    ...(signal === undefined ? {} : { signal }),
  });
  await requireUnchanged?.(paths);
  return pixels;
}

async function encodeBatch(
  { architecture, imageTower }: ClipModel,
  pixels: Float32Array,
  n: number,
  kind: EncodedKind,
): Promise<Float32Array> {
  const size = architecture.image_resolution;
  const features = tf.tidy(() => {
    const images = tf.tensor4d(pixels, [n, 3, size, size]) as Tensor4D;
    if (kind === "patches") return firstRows(visionTransformer(imageTower), images);
    return imageFeatures(imageTower, images);
  });
  const values = (await features.data()) as Float32Array;
  features.dispose();
  return values;
}
