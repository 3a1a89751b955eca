import { RESNET_STRIDE, resNetChannels, type ResNetArchitecture } from "./architecture";

/** A convolution without bias and the batch norm behind it, by OpenAI's names. */
export interface NormedLayer {
  readonly convolution: string;
  readonly norm: string;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Side of the filter. */
  readonly side: number;
}

/** The layers of a bottleneck block. */
export interface BottleneckLayout {
  readonly stride: number;
  readonly reduce: NormedLayer;
  readonly spatial: NormedLayer;
  readonly expand: NormedLayer;
  readonly shortcut?: NormedLayer;
}

export interface ResNetLayout {
  readonly stem: readonly NormedLayer[];
  readonly blocks: readonly BottleneckLayout[];
  readonly pool: {
    readonly name: string;
    readonly channels: number;
    /** Positions: the mean's and one per pixel of the last stage. */
    readonly length: number;
  };
}

/** Values of a batch norm. */
export const NORM_PARTS = ["weight", "bias", "running_mean", "running_var"] as const;

/** A block's output has this multiple of the channels of its 3 x 3 convolution. */
const EXPANSION = 4;

/** Layers of a ResNet's image tower and their channels: what its files hold and how it is built. */
export function resNetLayout(a: ResNetArchitecture): ResNetLayout {
  const width = a.vision_width;
  const layer = (
    prefix: string,
    number: number,
    [inChannels, outChannels]: readonly [number, number],
    side: number,
  ): NormedLayer => ({
    convolution: `${prefix}.conv${number}`,
    norm: `${prefix}.bn${number}`,
    inChannels,
    outChannels,
    side,
  });
  const stem = [
    layer("visual", 1, [3, width / 2], 3),
    layer("visual", 2, [width / 2, width / 2], 3),
    layer("visual", 3, [width / 2, width], 3),
  ];
  let channels = width;
  const blocks = a.vision_layers.flatMap((count, stage) =>
    Array.from({ length: count }, (_, index): BottleneckLayout => {
      const name = `visual.layer${stage + 1}.${index}`;
      const inner = width * 2 ** stage;
      const outer = EXPANSION * inner;
      const stride = stage > 0 && index === 0 ? 2 : 1;
      const inChannels = channels;
      channels = outer;
      const block = {
        stride,
        reduce: layer(name, 1, [inChannels, inner], 1),
        spatial: layer(name, 2, [inner, inner], 3),
        expand: layer(name, 3, [inner, outer], 1),
      };
      if (stride === 1 && inChannels === outer) return block;
      const shortcut = {
        convolution: `${name}.downsample.0`,
        norm: `${name}.downsample.1`,
        inChannels,
        outChannels: outer,
        side: 1,
      };
      return { ...block, shortcut };
    }),
  );
  const length = (a.image_resolution / RESNET_STRIDE) ** 2 + 1;
  return {
    stem,
    blocks,
    pool: { name: "visual.attnpool", channels: resNetChannels(a), length },
  };
}

/** Every layer, in the order of the network. */
export function normedLayers({ stem, blocks }: ResNetLayout): readonly NormedLayer[] {
  return [
    ...stem,
    ...blocks.flatMap(({ reduce, spatial, expand, shortcut }) =>
      shortcut === undefined
        ? [reduce, spatial, expand]
        : [reduce, spatial, expand, shortcut],
    ),
  ];
}
