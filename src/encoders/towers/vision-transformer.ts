import { activationOf, type Activation } from "../../engine/layers/activation";
import { selectQueryRows } from "../../engine/layers/attention";
import { convolve, type Convolution } from "../../engine/layers/convolution";
import { type LayerNorm } from "../../engine/layers/layer-norm-parameters";
import { layerNorm } from "../../engine/layers/layer-norm";
import type { Linear } from "../../engine/layers/linear";
import {
  tf,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
} from "../../engine/tf";
import { applyBlock, type Block } from "./transformer";

/** CLIP's vision transformer. */
export interface VisionTransformer<L extends Linear = Linear> {
  readonly kind: "transformer";
  readonly heads: number;
  readonly activation: Activation;
  readonly patchEmbedding: LinearPatches<L> | Stem;
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

/** CLIP's patch embedding: one product per patch. */
export interface LinearPatches<L extends Linear> {
  readonly kind: "linear";
  readonly patchSize: number;
  /** [3 * patch * patch, width], rows in the order channel, row, column as in PyTorch's convolution. */
  readonly linear: L;
}

/** Small convolutions in place of one large patch (Xiao et al. 2021, "Early convolutions ..."). */
export interface Stem {
  readonly kind: "stem";
  readonly layers: readonly Convolution[];
}

/**
 * Cuts images into patches, flattened in the order channel, row, column: the convolution of CLIP's
 * patch embedding then is one product.
 * @param images shape [n, 3, size, size], normalised
 * @returns shape [n * patches, 3 * patch * patch]
 */
export function patchify(images: Tensor4D, patch: number): Tensor2D {
  const [n, channels, height, width] = images.shape;
  const strips = (n * channels * height) / patch;
  const grid = tf.reshape(images, [strips, patch, width / patch, patch]);
  const perImage = tf.reshape(tf.transpose(grid, [0, 2, 1, 3]), [
    n,
    channels,
    (height * width) / patch ** 2,
    patch ** 2,
  ]);
  return tf.reshape(tf.transpose(perImage, [0, 2, 1, 3]), [-1, channels * patch ** 2]);
}

/** Patch rows of images, shape [n * patches, width]. */
function embedPatches(tower: VisionTransformer, images: Tensor4D): Tensor2D {
  const { patchEmbedding } = tower;
  if (patchEmbedding.kind === "linear") {
    return patchEmbedding.linear.apply(patchify(images, patchEmbedding.patchSize));
  }
  const pixels = tf.transpose(images, [0, 2, 3, 1]) as Tensor4D;
  const grid = patchEmbedding.layers.reduce(convolve, pixels);
  return tf.reshape(grid, [-1, grid.shape[3]]);
}

/**
 * Image features before normalisation.
 * @param images shape [n, 3, size, size], normalised with CLIP's mean and deviation
 * @returns shape [n, embed]
 */
export function transformerFeatures(tower: VisionTransformer, images: Tensor4D): Tensor2D {
  return tf.tidy(() => rowFeatures(tower, firstRows(tower, images)));
}

/**
 * What the first block is given of images: class token and patches behind the first norm. Nothing in it
 * depends on prompts.
 * @param images shape [n, 3, size, size]
 * @returns shape [n * (1 + patches), width]
 */
export function firstRows(tower: VisionTransformer, images: Tensor4D): Tensor2D {
  return tf.tidy(() => {
    const rows = placedRows(tower, images);
    return layerNorm(tf.reshape(rows, [-1, rows.shape[2]]) as Tensor2D, tower.lnPre);
  });
}

/**
 * Image features before normalisation, from the rows on that the first block is given.
 * @param rows as `firstRows` gives them
 * @param last who takes part in the last block: all rows, or its class tokens alone, which are all that is used of it
 * @returns shape [n, embed]
 */
export function rowFeatures(
  tower: VisionTransformer,
  rows: Tensor2D,
  last: "all rows" | "class tokens" = "all rows",
): Tensor2D {
  return tf.tidy(() => {
    const length = tower.positions.shape[0];
    let x = rows;
    const shape = { batch: rows.shape[0] / length, length, heads: tower.heads };
    const pooling = { ...shape, queryRows: 1 };
    const activation = activationOf(tower.activation);
    for (const [index, block] of tower.blocks.entries()) {
      const pools = last === "class tokens" && index === tower.blocks.length - 1;
      x = applyBlock(x, block, pools ? pooling : shape, activation);
    }
    const pooled = last === "class tokens" ? x : selectQueryRows(x, pooling);
    return tower.projection.apply(layerNorm(pooled, tower.lnPost));
  });
}

/**
 * Class token and patches of each image with their positions: what enters the tower's first norm.
 * @param images shape [n, 3, size, size]
 * @returns shape [n, 1 + patches, width]
 */
export function placedRows(tower: VisionTransformer, images: Tensor4D): Tensor3D {
  return tf.tidy(() => {
    const n = images.shape[0];
    const [length, width] = tower.positions.shape;
    const patches = tf.reshape(embedPatches(tower, images), [n, length - 1, width]);
    // Not `tile`: its gradient takes an operation for each image.
    const classRows = tf.add(tf.zeros([n, 1, width]), tower.classEmbedding);
    return tf.add(tf.concat([classRows, patches], 1), tower.positions) as Tensor3D;
  });
}
