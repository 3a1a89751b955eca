import { convolve, type Convolution } from "../../engine/layers/convolution";
import { tf, type Tensor2D, type Tensor4D } from "../../engine/tf";
import { attentionPool, type AttentionPool } from "./attention-pool";

/**
 * CLIP's ResNet (Radford et al. 2021, section 2.4, and its released code): a stem of three
 * convolutions, average pooling in front of every stride (Zhang 2019, "Making convolutional networks
 * shift-invariant again"), attention in place of the global average. Batch norms are folded in.
 */
export interface ModifiedResNet {
  readonly kind: "resnet";
  /** Three 3 x 3 convolutions; an average pool of 2 x 2 follows. */
  readonly stem: readonly Convolution[];
  /** Blocks of all four stages. */
  readonly blocks: readonly Bottleneck[];
  readonly pool: AttentionPool;
}

/** A bottleneck block: 1 x 1, 3 x 3, average pool of its stride, 1 x 1; added to what came in. */
export interface Bottleneck {
  /** Side of the average pool; 1 is none. */
  readonly stride: number;
  readonly reduce: Convolution;
  readonly spatial: Convolution;
  readonly expand: Convolution;
  /** 1 x 1 behind a pool of its own, where stride or channels change; else what came in is added. */
  readonly shortcut?: Convolution;
}

/**
 * Image features before normalisation.
 * @param images shape [n, 3, size, size], normalised with CLIP's mean and deviation
 * @returns shape [n, embed]
 */
export function resNetFeatures(
  { stem, blocks, pool }: ModifiedResNet,
  images: Tensor4D,
): Tensor2D {
  return tf.tidy(() => {
    const pixels = tf.transpose(images, [0, 2, 3, 1]) as Tensor4D;
    const start = averagePool(stem.reduce(convolve, pixels), 2);
    return attentionPool(blocks.reduce(applyBottleneck, start), pool);
  });
}

function applyBottleneck(
  x: Tensor4D,
  { stride, reduce, spatial, expand, shortcut }: Bottleneck,
): Tensor4D {
  // Values of a block go with it: at 224 pixels those of an early one have 3 MB per image and layer.
  return tf.tidy(() => {
    const inner = averagePool(convolve(convolve(x, reduce), spatial), stride);
    const shortcutPath =
      shortcut === undefined ? x : convolve(averagePool(x, stride), shortcut);
    return tf.relu(tf.add(convolve(inner, expand), shortcutPath)) as Tensor4D;
  });
}

function averagePool(x: Tensor4D, side: number): Tensor4D {
  return side === 1 ? x : tf.avgPool(x, side, side, "valid");
}
