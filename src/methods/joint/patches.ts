import {
  rowFeatures,
  type VisionTransformer,
} from "../../encoders/towers/vision-transformer";
import { unitRows } from "../../encoders/towers/text-tower";
import { tf, type Tensor, type Tensor2D } from "../../engine/tf";
import { mismatch } from "../../errors/promptcal-error";

/**
 * The rows of images that are seen as `patches` or as `patches and features`.
 * @returns shape [n * (1 + patches), width]
 * @throws PromptcalError for images with fewer values, as features alone have: tfjs on wasm would read on behind
 *   them
 */
export function patchRows({ positions }: VisionTransformer, images: Tensor): Tensor2D {
  const [rows, width] = positions.shape;
  const [n, values] = images.shape as [number, number];
  if (values < rows * width) {
    throw mismatch({
      what: "images of a method that tunes the image tower",
      expected: `patches, ${rows} x ${width} values an image`,
      got: String(values),
    });
  }
  const own: Tensor2D = tf.slice(images as Tensor2D, [0, 0], [n, rows * width]);
  return tf.reshape(own, [n * rows, width]);
}

/**
 * Unit features of the frozen tower for images that are seen as `patches and features`, or, computed,
 * as `patches`.
 * @returns shape [n, embed]
 */
export function frozenFeatures(tower: VisionTransformer, images: Tensor): Tensor2D {
  return tf.tidy(() => {
    const [rows, width] = tower.positions.shape;
    const behind = images.shape[1]! - rows * width;
    return behind === 0
      ? unitRows(rowFeatures(tower, patchRows(tower, images)))
      : tf.slice(images as Tensor2D, [0, rows * width], [-1, behind]);
  });
}
