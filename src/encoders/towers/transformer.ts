import {
  queryRowIndices,
  attention,
  type AttentionShape,
} from "../../engine/layers/attention";
import { type LayerNorm } from "../../engine/layers/layer-norm-parameters";
import { layerNorm } from "../../engine/layers/layer-norm";
import type { Linear } from "../../engine/layers/linear";
import { tf, type Tensor2D } from "../../engine/tf";

/** One pre-norm residual block of CLIP; `L` is `FrozenLinear` in use, `Linear` in pretraining. */
export interface Block<L extends Linear = Linear> {
  readonly ln1: LayerNorm;
  /** Width to queries, keys and values side by side: [width, 3 * width]. */
  readonly inProjection: L;
  readonly outProjection: L;
  readonly ln2: LayerNorm;
  readonly fc: L;
  readonly projection: L;
}

/**
 * x + attention(ln1(x)), then x + mlp(ln2(x)).
 * @param x rows of all sequences one below the other, shape [batch * length, width]
 * @returns the rows that ask, shape [batch * queryRows, width]
 */
export function applyBlock(
  x: Tensor2D,
  block: Block,
  shape: AttentionShape,
  activation: (x: Tensor2D) => Tensor2D,
  mask?: Tensor2D,
): Tensor2D {
  // A scope of its own: the next block takes the memory that this one's parts had.
  return tf.tidy(() => {
    const qkv = block.inProjection.apply(layerNorm(x, block.ln1));
    const mixed: Tensor2D = tf.add(
      queryRowIndices(x, shape),
      block.outProjection.apply(attention(qkv, shape, mask)),
    );
    const hidden = activation(block.fc.apply(layerNorm(mixed, block.ln2)));
    return tf.add(mixed, block.projection.apply(hidden));
  });
}
