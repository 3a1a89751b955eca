import { tf, type Tensor2D } from "../engine/tf";
import { cosineLogits } from "./class-loss";
import type { Parameters, Tuner } from "./tuner";

/** Image features of a method that leaves the image side frozen: the unit rows it is given. */
export const frozenImages: Pick<Tuner, "sees" | "imageFeatures"> = {
  sees: "features",
  imageFeatures: (_, images) => images.clone() as Tensor2D,
};

/**
 * What methods share that tune the text side alone: images as they are, classified by their cosines
 * with the tuned text features.
 * @param scale logit scale
 */
export function tunedText(
  textFeatures: (parameters: Parameters, names: readonly string[]) => Tensor2D,
  scale: number,
): Pick<Tuner, "sees" | "textFeatures" | "imageFeatures" | "logits"> {
  return {
    ...frozenImages,
    textFeatures,
    logits: (parameters, images, names) =>
      tf.tidy(() =>
        cosineLogits(images as Tensor2D, textFeatures(parameters, names), scale),
      ),
  };
}
