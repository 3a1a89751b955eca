import type { AugmentationName } from "../../../images/augmentations";
import { RAND_AUGMENT } from "../../../images/rand-augment";
import { COOP_AUGMENTATION } from "../../../images/random-resized-crop";
import { type Random, seededRandom } from "../../../random/random";

/** Names an augmented view: of each image, seed and index another one. */
export interface View {
  readonly seed: number;
  readonly index: number;
  /**
   * CoOp's crop and flip by default. With RandAugment, features beside patches are of another view than the
   * patches, as CoPrompt has it.
   */
  readonly augmentation?: AugmentationName;
  /** The second of RandAugment's two views. */
  readonly isSecond?: boolean;
}

/** What a view's augmentation does, for the key of cached features. */
export function viewMeaning({ augmentation = "coop" }: View): unknown {
  return { coop: COOP_AUGMENTATION, randaugment: RAND_AUGMENT }[augmentation];
}

/** The random stream of an image's view. @param hash of the image's bytes */
export function viewStream(
  { seed, index, augmentation = "coop", isSecond }: View,
  hash: string,
): Random {
  return augmentation === "coop"
    ? seededRandom("view", hash, seed, index)
    : seededRandom(augmentation, hash, seed, index, isSecond === true ? 2 : 1);
}
