import type { Item } from "../../../datasets/image-dataset";
import type { AugmentationName } from "../../../images/augmentations";
import type { ClipModel } from "../../../encoders/towers/clip-model";
import { canonicalHash } from "../../../files/json/canonical-json";
import { mismatch } from "../../../errors/promptcal-error";
import type { TuneRequest } from "../../../training/tune";
import { encodeImages, type EncodeOptions } from "./encode";
import { encodeViews } from "./encode-views";
import type { HashedDataset } from "../../suites/hashed-dataset";
import { isLarge, MAX_HELD, valuesOf } from "./image-memory";

/** Training images of a run, and the views of each. */
export interface TrainingViewsRequest {
  readonly model: ClipModel;
  readonly data: HashedDataset;
  /** The few shots. */
  readonly shots: readonly Item[];
  /** All training images of the base classes. */
  readonly all: readonly Item[];
  /** Augmented views per image; 0 = a new one in each epoch, null = none. */
  readonly views: number | null;
  /** How views are augmented; CoOp's crop and flip by default. */
  readonly augmentation?: AugmentationName;
  readonly seed: number;
  readonly encoding: EncodeOptions;
  /** Values that may be held in memory; 1 GiB of them by default. */
  readonly maxHeld?: number;
}

/** What `tune` trains on. */
export type TrainingViews = Pick<TuneRequest, "trainImages" | "readBatch" | "imagesHash">;

/** For methods that use no training image: none is encoded. */
export const NO_TRAINING_IMAGES: TrainingViews = {
  trainImages: [],
  readBatch: () => Promise.resolve(new Float32Array(0)),
  imagesHash: "none",
};

/** Training images up to which all are encoded, for every seed at once; of more, only those drawn. */
export const ENCODE_ALL = 4096;

/**
 * Features and patches are computed before training. Features of new views are computed when their epoch begins, once
 * for all runs of a seed; patches of new views batch by batch, and are not kept. What would not fit into memory, as the
 * patches of photographs of a thousand classes, is computed batch by batch.
 * @throws PromptcalError where several views do not fit
 */
export async function trainingViews(request: TrainingViewsRequest): Promise<TrainingViews> {
  const { model, data, shots, all, views, encoding, maxHeld = MAX_HELD } = request;
  const { seed, augmentation = "coop" } = request;
  const view = { seed, ...(augmentation === "coop" ? {} : { augmentation }) };
  const ofEpoch = (epoch: number): Pick<EncodeOptions, "view"> =>
    views === 0 ? { view: { ...view, index: epoch } } : {};
  const readBatch: TuneRequest["readBatch"] = isLarge(encoding)
    ? (indices, epoch) => {
        const items = indices.map((at) => shots[at]!);
        return encodeImages(model, data, items, {
          ...encoding,
          ...ofEpoch(epoch),
          cache: null,
          // Part of a step, whose progress is the training's.
          onProgress: undefined,
        });
      }
    : epochFeatures(shots.length, (epoch) =>
        encodeImages(model, data, shots, { ...encoding, ...ofEpoch(epoch) }),
      );
  const max = Math.floor(maxHeld / (shots.length * valuesOf(encoding, model)));
  if (views !== null && views > max) {
    throw mismatch({
      what: "option views",
      expected: `at most ${max} for ${shots.length} images, which are held in memory`,
      got: String(views),
      fix: "set it to 0: new views in each epoch are not held",
    });
  }
  if (max === 0 || (views === 0 && isLarge(encoding))) {
    const hashes = shots.map(({ path }) => data.imageHashes.get(path)!);
    return { trainImages: [], readBatch, imagesHash: canonicalHash(hashes) };
  }
  if (views !== null && views > 0) {
    return {
      trainImages: await encodeViews(model, data, shots, views, view, encoding),
    };
  }
  // Beside new views, the images as they are serve for means alone (CoCoOp's text features).
  const onlyShots = views === 0 || isLarge(encoding) || all.length > ENCODE_ALL;
  const pool = onlyShots ? shots : all;
  const features = await encodeImages(model, data, pool, encoding);
  return {
    trainImages: [rowsOf(features, pool, shots)],
    ...(views === 0 ? { readBatch } : {}),
  };
}

/**
 * Features of new views, an epoch at a time. A view is drawn by image, seed and epoch, so every run of a seed sees
 * the same: the first that needs an epoch encodes all its images, and the cache keeps them for the others.
 */
function epochFeatures(
  n: number,
  encode: (epoch: number) => Promise<Float32Array>,
): NonNullable<TuneRequest["readBatch"]> {
  let last:
    { readonly epoch: number; readonly features: Promise<Float32Array> } | undefined;
  return async (indices, epoch) => {
    if (last?.epoch !== epoch) last = { epoch, features: encode(epoch) };
    const { features } = last;
    return pickedRows(await features, n, indices);
  };
}

/** Rows of a table of n rows. */
function pickedRows(
  table: Float32Array,
  n: number,
  indices: readonly number[],
): Float32Array {
  const dimension = table.length / n;
  const out = new Float32Array(indices.length * dimension);
  indices.forEach((from, row) =>
    out.set(table.subarray(from * dimension, (from + 1) * dimension), row * dimension),
  );
  return out;
}

/** Rows of some items, out of the rows of all. */
function rowsOf(
  features: Float32Array,
  all: readonly Item[],
  requested: readonly Item[],
): Float32Array {
  const indices = new Map(all.map((item, index) => [item.path, index]));
  return pickedRows(
    features,
    all.length,
    requested.map(({ path }) => indices.get(path)!),
  );
}
