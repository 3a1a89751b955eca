import { rowFeatures, type VisionTransformer } from "../encoders/vision-transformer";
import { unitRows } from "../encoders/text-tower";
import { tf, type Tensor, type Tensor2D } from "../engine/tf";

/**
 * The rows of images that are seen as `patches` or as `patches and features`.
 * @returns shape [n * (1 + patches), width]
 */
export function patchRows({ positions }: VisionTransformer, images: Tensor): Tensor2D {
  const [rows, width] = positions.shape;
  const n = images.shape[0]!;
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
