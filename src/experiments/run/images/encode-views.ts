import type { Item } from "../../../datasets/image-dataset";
import type { ClipModel } from "../../../encoders/towers/clip-model";
import type { HashedDataset } from "../../suites/hashed-dataset";
import { encodeImages, type EncodeOptions } from "./encode";
import type { View } from "./view";

/**
 * Several augmented views of some images, each as `encodeImages` gives it. A view is drawn by the
 * image's bytes, the seed and its number, so all methods of a seed train on the same ones.
 * @param count number of views
 * @param of what they have in common
 * @throws the signal's reason when interrupted
 */
export async function encodeViews(
  model: ClipModel,
  data: HashedDataset,
  items: readonly Item[],
  count: number,
  of: Omit<View, "index">,
  options: Omit<EncodeOptions, "view"> = {},
): Promise<Float32Array[]> {
  const views: Float32Array[] = [];
  for (let index = 0; index < count; index++) {
    views.push(
      await encodeImages(model, data, items, { ...options, view: { ...of, index } }),
    );
  }
  return views;
}

/**
 * Views of test images: the image as in testing, then augmented ones.
 * @param count number of views, the image itself among them
 * @returns unit features of each view, flat [n, embed]
 */
export async function encodeTestViews(
  model: ClipModel,
  data: HashedDataset,
  items: readonly Item[],
  count: number,
  seed: number,
  options: Omit<EncodeOptions, "view"> = {},
): Promise<Float32Array[]> {
  const original = await encodeImages(model, data, items, options);
  const others = await encodeViews(model, data, items, count - 1, { seed }, options);
  return [original, ...others];
}
