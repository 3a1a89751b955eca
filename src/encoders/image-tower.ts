import { activationOf, type Activation } from "../engine/activation";
import { layerNorm, type LayerNorm } from "../engine/layer-norm";
import type { Linear } from "../engine/linear";
import { tf, type Tensor1D, type Tensor2D, type Tensor4D } from "../engine/tf";
import { applyBlock, type Block } from "./transformer";

/** CLIP's vision transformer. */
export interface ImageTower<L extends Linear = Linear> {
  readonly patchSize: number;
  readonly heads: number;
  readonly activation: Activation;
  /** [3 * patch * patch, width], rows in the order channel, row, column as in PyTorch's convolution. */
  readonly patchEmbedding: L;
  /** Shape [width]. */
  readonly classEmbedding: Tensor1D;
  /** Shape [1 + patches, width], class token first. */
  readonly positions: Tensor2D;
  readonly lnPre: LayerNorm;
  readonly blocks: readonly Block<L>[];
  readonly lnPost: LayerNorm;
  /** [width, embed]. */
  readonly projection: L;
}

/**
 * Cuts images into patches, flattened in the order channel, row, column: the convolution of CLIP's
 * patch embedding then is one product.
 * @param images shape [n, 3, size, size], normalised
 * @returns shape [n * patches, 3 * patch * patch]
 */
export function patchify(images: Tensor4D, patch: number): Tensor2D {
  const [n, channels, height, width] = images.shape;
  const grid = tf.reshape(images, [
    n * channels,
    height / patch,
    patch,
    width / patch,
    patch,
  ]);
  const perImage = tf.reshape(tf.transpose(grid, [0, 1, 3, 2, 4]), [
    n,
    channels,
    (height * width) / patch ** 2,
    patch ** 2,
  ]);
  return tf.reshape(tf.transpose(perImage, [0, 2, 1, 3]), [-1, channels * patch ** 2]);
}

/**
 * Image features before normalisation.
 * @param patches rows of `patchify`, or of a subset of `kept` patches per image, shape [n * kept, 3 * patch * patch]
 * @param n number of images
 * @param places position of each row's patch, 0 = first patch, length n * kept; all patches in order when left out
 * @returns shape [n, embed]
 */
export function imageFeatures(
  tower: ImageTower,
  patches: Tensor2D,
  n: number,
  places?: Tensor1D,
): Tensor2D {
  return tf.tidy(() => {
    const kept = patches.shape[0] / n;
    const width = tower.classEmbedding.shape[0];
    const embedded = tower.patchEmbedding.apply(patches);
    const patchPositions = tf.slice(tower.positions, [1, 0], [-1, width]);
    const placed =
      places === undefined
        ? tf.add(tf.reshape(embedded, [n, kept, width]), patchPositions)
        : tf.reshape(tf.add(embedded, tf.gather(patchPositions, places)), [n, kept, width]);
    const first = tf.add(
      tower.classEmbedding,
      tf.slice(tower.positions, [0, 0], [1, width]),
    );
    const classRows = tf.tile(tf.reshape(first, [1, 1, width]), [n, 1, 1]);
    const rows = tf.reshape(tf.concat([classRows, placed], 1), [n * (kept + 1), width]);
    let x = layerNorm(rows as Tensor2D, tower.lnPre);
    const shape = { batch: n, length: kept + 1, heads: tower.heads };
    const activation = activationOf(tower.activation);
    for (const block of tower.blocks) x = applyBlock(x, block, shape, activation);
    const pooled = tf.reshape(
      tf.slice(tf.reshape(x, [n, kept + 1, width]), [0, 0, 0], [n, 1, width]),
      [n, width],
    );
    return tower.projection.apply(layerNorm(pooled as Tensor2D, tower.lnPost));
  });
}
