import { visionTransformer } from "../encoders/towers/image-tower";
import type { ClipModel } from "../encoders/towers/clip-model";
import { tf, type Tensor } from "../engine/tf";
import type { Tuner } from "../methods/tuner";

/** Shape of one image as a tuner sees it. */
export function imageShape(
  { imageInput }: Pick<Tuner, "imageInput">,
  { architecture, imageTower }: ClipModel,
): readonly number[] {
  const { embed_dim: embed, image_resolution: side } = architecture;
  if (imageInput === "pixels") return [3, side, side];
  if (imageInput === "features" || imageInput === "raw features") return [embed];
  const patches = visionTransformer(imageTower).positions.size;
  return [imageInput === "patches" ? patches : patches + embed];
}

/** Flat images as the tensor that a tuner sees, shape [n, ...]. */
export function imagesOf(flat: Float32Array, tuner: Tuner, model: ClipModel): Tensor {
  const shape = imageShape(tuner, model);
  return tf.tensor(flat, [flat.length / imageSize(tuner, model), ...shape]);
}

/** Values of one image as a tuner sees it. */
export function imageSize(tuner: Tuner, model: ClipModel): number {
  return imageShape(tuner, model).reduce((a, b) => a * b, 1);
}
