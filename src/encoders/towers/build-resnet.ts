import { foldNorm } from "../../engine/layers/batch-norm";
import type { Convolution } from "../../engine/layers/convolution";
import { tf, type Tensor1D, type Tensor4D } from "../../engine/tf";
import type { ResNetArchitecture } from "./architecture";
import type { AttentionPool } from "./attention-pool";
import type { ModifiedResNet } from "./modified-resnet";
import { resNetLayout, type NormedLayer, type ResNetLayout } from "./resnet-layout";
import { frozenSource, turnFilter, type Lookup } from "./build-towers";

/** Assembles a frozen ResNet from stored weights `visual.*`; each batch norm becomes part of its filter. */
export function buildResNet(a: ResNetArchitecture, lookup: Lookup): ModifiedResNet {
  const { stem, blocks, pool } = resNetLayout(a);
  const withRelu = (layer: NormedLayer): Convolution => folded(layer, lookup, true);
  const linear = (layer: NormedLayer): Convolution => folded(layer, lookup, false);
  return {
    kind: "resnet",
    stem: stem.map((layer, index) =>
      // PyTorch pads both sides by one; "same" would pad the far side alone at stride 2.
      index === 0 ? { ...withRelu(layer), stride: 2, padding: 1 } : withRelu(layer),
    ),
    blocks: blocks.map(({ stride, reduce, spatial, expand, shortcut }) => ({
      stride,
      reduce: withRelu(reduce),
      spatial: withRelu(spatial),
      expand: linear(expand),
      ...(shortcut === undefined ? {} : { shortcut: linear(shortcut) }),
    })),
    pool: buildPool(a, pool, lookup),
  };
}

function buildPool(
  a: ResNetArchitecture,
  { name, channels, length }: ResNetLayout["pool"],
  lookup: Lookup,
): AttentionPool {
  const source = frozenSource(lookup);
  const linear = (part: string, outSize: number): AttentionPool["query"] =>
    source.linear(`${name}.${part}.weight`, `${name}.${part}.bias`, channels, outSize);
  return {
    heads: a.vision_heads,
    positions: source.table(`${name}.positional_embedding`, length, channels),
    query: linear("q_proj", channels),
    key: linear("k_proj", channels),
    value: linear("v_proj", channels),
    projection: linear("c_proj", a.embed_dim),
  };
}

/** A layer as it is used: its norm's slope in the filter, its shift as bias. */
function folded(
  { convolution, norm, inChannels, outChannels, side }: NormedLayer,
  lookup: Lookup,
  relu: boolean,
): Convolution {
  const [filter, shift] = tf.tidy((): [Tensor4D, Tensor1D] => {
    const part = (name: string): Tensor1D =>
      tf.tensor1d(lookup(`${norm}.${name}`, [outChannels]));
    const batchNorm = { gain: part("weight"), bias: part("bias") };
    const fold = foldNorm(batchNorm, part("running_mean"), part("running_var"));
    const shape: [number, number, number, number] = [outChannels, inChannels, side, side];
    const stored = tf.tensor4d(lookup(`${convolution}.weight`, shape), shape);
    // Output channels are the last axis once turned.
    return [tf.mul<Tensor4D>(turnFilter(stored), fold.slope), fold.shift];
  });
  return { stride: 1, filter: () => filter, shift, relu };
}
