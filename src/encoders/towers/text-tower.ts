import { activationOf, type Activation } from "../../engine/layers/activation";
import { causalMask } from "../../engine/layers/attention";
import { type LayerNorm } from "../../engine/layers/layer-norm-parameters";
import { layerNorm } from "../../engine/layers/layer-norm";
import type { Linear } from "../../engine/layers/linear";
import { tf, type Tensor1D, type Tensor2D, type Tensor3D } from "../../engine/tf";
import { applyBlock, type Block } from "./transformer";

/** CLIP's causal text transformer, pooled at the end token. */
export interface TextTower<L extends Linear = Linear> {
  readonly heads: number;
  readonly activation: Activation;
  /** Token table, shape [vocabulary, width]. */
  readonly embedding: Tensor2D;
  /** Shape [context length, width]. */
  readonly positions: Tensor2D;
  readonly blocks: readonly Block<L>[];
  readonly lnFinal: LayerNorm;
  /** [width, embed]. */
  readonly projection: L;
}

/** Rows that take the place of others in front of a block. */
export interface ReplacedRows {
  /** Index of the block, from 0. */
  readonly block: number;
  /** First row that is replaced, in every text. */
  readonly at: number;
  /** Shape [n, rows, width]. */
  readonly rows: Tensor3D;
  /** Share of the new rows, the rest is of the old ones; 1 replaces them. */
  readonly weight: number;
}

/**
 * Text features before normalisation, the plain way: every row of every text.
 * Texts may be cut behind their end token (the tower is causal, so the feature is the same).
 * @param embedded token embeddings without positions, shape [n, length, width]
 * @param ends index of each text's end token, length n
 * @param replaced rows that a deep block gets from elsewhere; none by default
 * @returns shape [n, embed]
 */
export function textFeatures(
  tower: TextTower,
  embedded: Tensor3D,
  ends: readonly number[],
  replaced?: ReplacedRows,
): Tensor2D {
  return tf.tidy(() => {
    const [n, length, width] = embedded.shape;
    const placed = tf.add(embedded, tf.slice(tower.positions, [0, 0], [length, width]));
    let x = tf.reshape(placed, [n * length, width]) as Tensor2D;
    const shape = { batch: n, length, heads: tower.heads };
    const mask = causalMask(length);
    const activation = activationOf(tower.activation);
    tower.blocks.forEach((block, index) => {
      if (index === replaced?.block) x = replaceRows(x, n, replaced);
      x = applyBlock(x, block, shape, activation, mask);
    });
    const rows = tf.tensor1d(
      ends.map((end, text) => text * length + end),
      "int32",
    );
    return tower.projection.apply(layerNorm(rowsAt(x, rows), tower.lnFinal));
  });
}

/** @param x rows of `n` texts one below the other */
function replaceRows(x: Tensor2D, n: number, { at, rows, weight }: ReplacedRows): Tensor2D {
  const [total, width] = x.shape;
  const texts = tf.reshape(x, [n, total / n, width]);
  const count = rows.shape[1];
  const part = (from: number, size: number): Tensor3D =>
    tf.slice(texts, [0, from, 0], [n, size, width]) as Tensor3D;
  const mixed = tf.add(tf.mul(rows, weight), tf.mul(part(at, count), 1 - weight));
  const behind = part(at + count, total / n - at - count);
  return tf.reshape(tf.concat([part(0, at), mixed, behind], 1), [total, width]) as Tensor2D;
}

/**
 * Rows of a table by index. Its gradient is a one-hot product, because the wasm backend lacks the
 * scatter-add (UnsortedSegmentSum) that tfjs' own gradient of `gather` needs.
 * @param table shape [rows, width]
 * @param indices shape [n], int32
 */
export function rowsAt(table: Tensor2D, indices: Tensor1D): Tensor2D {
  return tf.customGrad((source, save) => {
    // Saved, not only captured: a tidy around this call would dispose of the indices.
    (save as tf.GradSaveFunc)([indices]);
    return {
      value: tf.gather(source as Tensor2D, indices),
      gradFunc: (dy, [at]) =>
        tf.matMul(
          tf.oneHot(at as Tensor1D, table.shape[0]) as Tensor2D,
          dy as Tensor2D,
          true,
        ),
    };
  })(table) as Tensor2D;
}

/** Rows of length 1: the features cosines are taken between. */
export function unitRows(x: Tensor2D): Tensor2D {
  return tf.div(x, tf.norm(x, "euclidean", 1, true));
}
