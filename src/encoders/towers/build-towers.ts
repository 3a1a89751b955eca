import type { Convolution } from "../../engine/layers/convolution";
import { frozenLinear, type FrozenLinear, type Linear } from "../../engine/layers/linear";
import type { LayerNorm } from "../../engine/layers/layer-norm-parameters";
import { tf, type Tensor1D, type Tensor2D, type Tensor4D } from "../../engine/tf";
import {
  patchCount,
  type Architecture,
  type StemLayer,
  type TransformerArchitecture,
} from "./architecture";
import type { TextTower } from "./text-tower";
import type { Block } from "./transformer";
import type { LinearPatches, Stem, VisionTransformer } from "./vision-transformer";

/**
 * How the towers get their parameters, by OpenAI's state-dict names. One implementation freezes
 * stored weights, another makes variables for pretraining; the towers are assembled once, here.
 */
export interface ParameterSource<L extends Linear> {
  /** A vector, shape [size]. */
  vector(name: string, size: number): Tensor1D;
  /** A table used as it is stored, shape [rows, columns]. */
  table(name: string, rows: number, columns: number): Tensor2D;
  /** PyTorch's linear layer: stored [out, in], used as x W' + b. */
  linear(weight: string, bias: string, inSize: number, outSize: number): L;
  /** A projection that multiplies from the right: stored [in, out], no bias. */
  projection(name: string, inSize: number, outSize: number): L;
  /** CLIP's patch embedding: stored [width, 3, patch, patch], used as [3 * patch * patch, width]. */
  patches(name: string, patch: number, width: number): L;
  /** Filter and bias (or norm) of a stem's layer: stored [out, in, 3, 3] as in PyTorch. */
  convolution(
    name: string,
    inChannels: number,
    outChannels: number,
    last: boolean,
  ): Pick<Convolution, "filter" | "shift">;
  readonly trainable: boolean;
}

/** Assembles a vision transformer from parameters named `visual.*`. */
export function buildVisionTransformer<L extends Linear>(
  a: TransformerArchitecture,
  source: ParameterSource<L>,
): VisionTransformer<L> {
  const width = a.vision_width;
  return {
    kind: "transformer",
    heads: a.vision_heads,
    activation: a.activation,
    patchEmbedding:
      a.vision_stem === undefined ? linearPatches(a, source) : stem(a.vision_stem, source),
    classEmbedding: source.vector("visual.class_embedding", width),
    positions: source.table("visual.positional_embedding", patchCount(a) + 1, width),
    lnPre: norm(source, "visual.ln_pre", width),
    blocks: blocks(source, "visual.transformer.resblocks", a.vision_layers, width),
    lnPost: norm(source, "visual.ln_post", width),
    projection: source.projection("visual.proj", width, a.embed_dim),
  };
}

function linearPatches<L extends Linear>(
  { vision_patch_size: patchSize, vision_width: width }: TransformerArchitecture,
  source: ParameterSource<L>,
): LinearPatches<L> {
  const linear = source.patches("visual.conv1.weight", patchSize, width);
  return { kind: "linear", patchSize, linear };
}

function stem<L extends Linear>(
  layers: readonly StemLayer[],
  source: ParameterSource<L>,
): Stem {
  return {
    kind: "stem",
    layers: layers.map(({ channels, stride }, index) => {
      const name = `visual.stem.${index}`;
      const inChannels = index === 0 ? 3 : layers[index - 1]!.channels;
      const last = index === layers.length - 1;
      return {
        stride,
        relu: !last,
        ...source.convolution(name, inChannels, channels, last),
      };
    }),
  };
}

/** Assembles the text tower. */
export function buildTextTower<L extends Linear>(
  a: Architecture,
  source: ParameterSource<L>,
): TextTower<L> {
  const width = a.transformer_width;
  return {
    heads: a.transformer_heads,
    activation: a.activation,
    embedding: source.table("token_embedding.weight", a.vocab_size, width),
    positions: source.table("positional_embedding", a.context_length, width),
    blocks: blocks(source, "transformer.resblocks", a.transformer_layers, width),
    lnFinal: norm(source, "ln_final", width),
    projection: source.projection("text_projection", width, a.embed_dim),
  };
}

/** A stored array of the right shape; `StoredWeights` and tests provide it. */
export type Lookup = (name: string, shape: readonly number[]) => Float32Array;

/** Freezes stored weights: linear layers with cached transposes, norms without gradients. */
export function frozenSource(lookup: Lookup): ParameterSource<FrozenLinear> {
  const table = (name: string, rows: number, columns: number): Tensor2D =>
    tf.tensor2d(lookup(name, [rows, columns]), [rows, columns]);
  const vector = (name: string, size: number): Tensor1D =>
    tf.tensor1d(lookup(name, [size]));
  const fromRows = (stored: Tensor2D, bias?: Tensor1D): FrozenLinear => {
    const weight = tf.transpose(stored);
    stored.dispose();
    return frozenLinear(weight, bias);
  };
  return {
    trainable: false,
    vector,
    table,
    linear: (weight, bias, inSize, outSize) =>
      fromRows(table(weight, outSize, inSize), vector(bias, outSize)),
    projection: (name, inSize, outSize) => frozenLinear(table(name, inSize, outSize)),
    patches: (name, patch, width) =>
      fromRows(
        tf.tensor2d(lookup(name, [width, 3, patch, patch]), [width, 3 * patch * patch]),
      ),
    convolution: (name, inChannels, outChannels) => {
      const shape: [number, number, number, number] = [outChannels, inChannels, 3, 3];
      const stored = lookup(`${name}.weight`, shape);
      const turned = tf.tidy(() => turnFilter(tf.tensor4d(stored, shape)));
      return { filter: () => turned, shift: vector(`${name}.bias`, outChannels) };
    },
  };
}

/** PyTorch's [out, in, side, side] to tfjs' [side, side, in, out]. */
export function turnFilter(stored: Tensor4D): Tensor4D {
  return tf.transpose(stored, [2, 3, 1, 0]);
}

function norm<L extends Linear>(
  source: ParameterSource<L>,
  name: string,
  width: number,
): LayerNorm {
  return {
    gain: source.vector(`${name}.weight`, width),
    bias: source.vector(`${name}.bias`, width),
    trainable: source.trainable,
  };
}

function blocks<L extends Linear>(
  source: ParameterSource<L>,
  prefix: string,
  layers: number,
  width: number,
): Block<L>[] {
  return Array.from({ length: layers }, (_, layer) => {
    const name = `${prefix}.${layer}`;
    const linear = (part: string, inSize: number, outSize: number): L =>
      source.linear(`${name}.${part}.weight`, `${name}.${part}.bias`, inSize, outSize);
    return {
      ln1: norm(source, `${name}.ln_1`, width),
      inProjection: source.linear(
        `${name}.attn.in_proj_weight`,
        `${name}.attn.in_proj_bias`,
        width,
        3 * width,
      ),
      outProjection: linear("attn.out_proj", width, width),
      ln2: norm(source, `${name}.ln_2`, width),
      fc: linear("mlp.c_fc", width, 4 * width),
      projection: linear("mlp.c_proj", 4 * width, width),
    };
  });
}
