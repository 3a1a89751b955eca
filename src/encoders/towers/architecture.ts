import type { Activation } from "../../engine/layers/activation";
import { mismatch, shown } from "../../errors/promptcal-error";

interface CommonSizes {
  readonly image_resolution: number;
  /** Of the rows of a transformer; of a ResNet's stem, whose last block has 32 times as many channels. */
  readonly vision_width: number;
  /** Of each block of a transformer; of a ResNet's attention pool. */
  readonly vision_heads: number;
  readonly transformer_width: number;
  readonly transformer_layers: number;
  readonly transformer_heads: number;
  readonly embed_dim: number;
  readonly context_length: number;
  readonly vocab_size: number;
  readonly activation: Activation;
}

/** A CLIP whose images go through a vision transformer. */
export interface TransformerArchitecture extends CommonSizes {
  readonly vision_patch_size: number;
  /**
   * 3 x 3 convolutions in place of CLIP's single patch embedding; the strides multiply to the patch
   * size and the last layer has `vision_width` channels. None in OpenAI's vision transformers.
   */
  readonly vision_stem?: readonly StemLayer[];
  readonly vision_layers: number;
}

/** A CLIP whose images go through a modified ResNet. */
export interface ResNetArchitecture extends CommonSizes {
  /** Bottleneck blocks of each of the four stages. */
  readonly vision_layers: readonly number[];
}

/**
 * Size of a CLIP model: one small JSON file each, with the field names of OpenAI's checkpoints.
 * Head counts are given, not inferred from the width. A list of `vision_layers` makes it a ResNet.
 */
export type Architecture = TransformerArchitecture | ResNetArchitecture;

export interface StemLayer {
  readonly channels: number;
  readonly stride: number;
}

/** Image pixels per side of a pixel of a ResNet's last stage. */
export const RESNET_STRIDE = 32;

/** Whether the image tower is a modified ResNet. */
export function isResNet(a: Architecture): a is ResNetArchitecture {
  return typeof a.vision_layers !== "number";
}

/** Channels of a ResNet's last stage: four stages of doubled width, times 4 in a bottleneck. */
export function resNetChannels({ vision_width }: ResNetArchitecture): number {
  return 32 * vision_width;
}

type TransformerSize = "vision_patch_size" | "vision_layers";
type Size = Exclude<keyof CommonSizes, "activation"> | TransformerSize;
type Fields = Readonly<Record<string, unknown>>;

/**
 * Checks an architecture read from JSON.
 * @param where file name for errors
 * @throws PromptcalError naming the field
 */
export function parseArchitecture(json: unknown, where: string): Architecture {
  if (typeof json !== "object" || json === null) {
    throw mismatch({
      what: "architecture",
      expected: "a JSON object",
      got: shown(json),
      where,
    });
  }
  const fields = json as Fields;
  const size = (name: Size): number => parseSize(fields[name], name, where);
  const common: CommonSizes = {
    image_resolution: size("image_resolution"),
    vision_width: size("vision_width"),
    vision_heads: size("vision_heads"),
    transformer_width: size("transformer_width"),
    transformer_layers: size("transformer_layers"),
    transformer_heads: size("transformer_heads"),
    embed_dim: size("embed_dim"),
    context_length: size("context_length"),
    vocab_size: size("vocab_size"),
    activation: parseActivation(fields["activation"], where),
  };
  const { transformer_width: width, transformer_heads: heads } = common;
  checkDivides(["transformer_width", width], ["transformer_heads", heads], where);
  return Array.isArray(fields["vision_layers"])
    ? parseResNet(fields["vision_layers"], common, where)
    : parseTransformer(fields, common, where);
}

function parseTransformer(
  fields: Fields,
  common: CommonSizes,
  where: string,
): TransformerArchitecture {
  const patch = parseSize(fields["vision_patch_size"], "vision_patch_size", where);
  const layers = parseSize(fields["vision_layers"], "vision_layers", where);
  const { image_resolution: side, vision_width: width, vision_heads: heads } = common;
  checkDivides(["image_resolution", side], ["vision_patch_size", patch], where);
  checkDivides(["vision_width", width], ["vision_heads", heads], where);
  const sizes = { ...common, vision_patch_size: patch, vision_layers: layers };
  const stem = fields["vision_stem"];
  return stem === undefined
    ? sizes
    : { ...sizes, vision_stem: parseStem(stem, sizes, where) };
}

function parseResNet(
  stages: readonly unknown[],
  common: CommonSizes,
  where: string,
): ResNetArchitecture {
  if (stages.length !== 4) {
    throw mismatch({
      what: "architecture field vision_layers",
      expected: "one number, or a ResNet's four",
      got: shown(stages),
      where,
    });
  }
  const sizes: ResNetArchitecture = {
    ...common,
    vision_layers: stages.map((blocks) => parseSize(blocks, "vision_layers", where)),
  };
  const { image_resolution: side, vision_width: width, vision_heads: heads } = sizes;
  checkDivides(["image_resolution", side], ["a ResNet's stride", RESNET_STRIDE], where);
  checkDivides(["vision_width", width], ["the stem's halving", 2], where);
  checkDivides(
    ["vision_width, times 32,", resNetChannels(sizes)],
    ["vision_heads", heads],
    where,
  );
  return sizes;
}

/** Number of patches of an image, without the class token. */
export function patchCount({
  image_resolution,
  vision_patch_size,
}: TransformerArchitecture): number {
  return (image_resolution / vision_patch_size) ** 2;
}

/** Far above any CLIP's layers, and its other sizes: a list of a model's tensors stays one. */
const MAX_LAYERS = 1000;
const MAX_SIZE = 10_000_000;

function parseSize(value: unknown, name: Size, where: string): number {
  const max = name.endsWith("_layers") ? MAX_LAYERS : MAX_SIZE;
  if (Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= max)
    return value as number;
  throw mismatch({
    what: `architecture field ${name}`,
    expected: `a positive integer of at most ${max}`,
    got: shown(value),
    where,
  });
}

function parseStem(
  value: unknown,
  { vision_patch_size, vision_width }: TransformerArchitecture,
  where: string,
): readonly StemLayer[] {
  const isCount = (count: unknown): boolean =>
    Number.isSafeInteger(count) && (count as number) > 0;
  const layers = (Array.isArray(value) ? value : []) as readonly (StemLayer | null)[];
  const good =
    layers.every((layer) => isCount(layer?.channels) && isCount(layer?.stride)) &&
    layers.reduce((product, layer) => product * layer!.stride, 1) === vision_patch_size &&
    layers.at(-1)?.channels === vision_width;
  if (good) return layers as readonly StemLayer[];
  throw mismatch({
    what: "architecture field vision_stem",
    expected: `layers {channels, stride} with strides of product ${vision_patch_size} and ${vision_width} channels at last`,
    got: shown(value),
    where,
  });
}

/** Accepts the bare name or a name with its formula behind a colon, `quick_gelu: x*sigmoid(1.702*x)`. */
function parseActivation(value: unknown, where: string): Activation {
  const name = typeof value === "string" ? value.split(":")[0]!.trim() : value;
  if (name === "quick_gelu" || name === "gelu") return name;
  throw mismatch({
    what: "architecture field activation",
    expected: "quick_gelu or gelu",
    got: shown(name),
    where,
  });
}

function checkDivides(
  [name, size]: readonly [string, number],
  [partName, part]: readonly [string, number],
  where: string,
): void {
  if (size % part === 0) return;
  throw mismatch({
    what: `architecture field ${name}`,
    expected: `a multiple of ${partName} = ${part}`,
    got: String(size),
    where,
  });
}
