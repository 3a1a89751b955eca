import type { CosineGroup } from "../../calibrators/logit-scale";
import { splitBaseNew } from "../../datasets/base-new";
import type { ImageDataset } from "../../datasets/image-dataset";
import type { ClipModel } from "../../encoders/towers/clip-model";
import { templateFeatures } from "../../encoders/prompts/prompt-templates";
import type { Tokenizer } from "../../encoders/tokens/tokenizer";
import { tf } from "../../engine/tf";
import { encodeImages } from "./images/encode";
import { hashDataset } from "../suites/hashed-dataset";

/** Cosines between test images and zero-shot class texts, on base and on new classes. */
export interface ZeroShotCosines {
  readonly base: CosineGroup;
  readonly new: CosineGroup;
}

/**
 * Classifies a data set's test images without any tuning.
 * @param template prompt with `{}` for the class name
 */
export async function zeroShotCosines(
  model: ClipModel,
  tokenizer: Tokenizer,
  dataset: ImageDataset,
  template: string,
): Promise<ZeroShotCosines> {
  const hashed = await hashDataset(dataset);
  const halves = splitBaseNew(dataset);
  const cosines = async (half: ImageDataset): Promise<CosineGroup> => {
    const images = await encodeImages(model, hashed, half.test);
    return {
      cosines: tf.tidy(() => {
        const texts = templateFeatures(model, tokenizer, half.classNames, template);
        const features = tf.tensor2d(images, [half.test.length, texts.shape[1]]);
        return tf.matMul(features, texts, false, true).dataSync<"float32">();
      }),
      labels: Int32Array.from(half.test, ({ label }) => label),
    };
  };
  return { base: await cosines(halves.base), new: await cosines(halves.new) };
}
