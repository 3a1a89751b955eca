import { tf, type Tensor2D } from "../../engine/tf";

/**
 * Features of images, as many images at a time as memory, or the processor's cache, holds what a pass needs.
 * @param rows rows of all images, one image below the other, shape [n * own, width]
 * @param own rows of an image
 * @param max images of a portion, at least 1
 * @param features of the rows of some images, shape [images, embed]
 * @returns shape [n, embed]
 */
export function inPortions(
  rows: Tensor2D,
  own: number,
  max: number,
  features: (rows: Tensor2D, images: number) => Tensor2D,
): Tensor2D {
  return tf.tidy(() => {
    const n = rows.shape[0] / own;
    const starts = Array.from({ length: Math.ceil(n / max) }, (_, i) => i * max);
    const parts = starts.map((at) => {
      const images = Math.min(max, n - at);
      return features(tf.slice(rows, [at * own, 0], [images * own, -1]), images);
    });
    return parts.length === 1 ? parts[0]! : tf.concat(parts, 0);
  });
}
