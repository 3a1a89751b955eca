import * as v from "valibot";
import { ACTIVATIONS } from "../../engine/layers/activation-name";
import { mismatch } from "../../errors/promptcal-error";
import { checked } from "../../files/json/checked";
import { fields, list, someFields, type Infer, type Schema } from "../../files/json/schema";

/** Far above any CLIP's layers, and its other sizes: a list of a model's tensors stays one. */
const MAX_LAYERS = 1000;
const MAX_SIZE = 10_000_000;

const SIZE = sizeUpTo(MAX_SIZE);
const LAYERS = sizeUpTo(MAX_LAYERS);

const COMMON_SIZES = {
  image_resolution: SIZE,
  /** Of the rows of a transformer; of a ResNet's stem, whose last block has 32 times as many channels. */
  vision_width: SIZE,
  /** Of each block of a transformer; of a ResNet's attention pool. */
  vision_heads: SIZE,
  transformer_width: SIZE,
  transformer_layers: LAYERS,
  transformer_heads: SIZE,
  embed_dim: SIZE,
  context_length: SIZE,
  vocab_size: SIZE,
  /** The bare name, or in a file the name with its formula behind a colon: `quick_gelu: x*sigmoid(1.702*x)`. */
  activation: v.pipe(
    v.unknown(),
    v.transform((name) => (typeof name === "string" ? name.split(":")[0]!.trim() : name)),
    v.custom<(typeof ACTIVATIONS)[number]>(isActivation, ACTIVATIONS.join(" or ")),
  ),
};

const STEM_LAYER = fields({ channels: SIZE, stride: SIZE });
export type StemLayer = Infer<typeof STEM_LAYER>;

const TRANSFORMER = fields({
  ...COMMON_SIZES,
  vision_patch_size: SIZE,
  /**
   * 3 x 3 convolutions in place of CLIP's single patch embedding; the strides multiply to the patch
   * size and the last layer has `vision_width` channels. None in OpenAI's vision transformers.
   */
  vision_stem: v.optional(list(STEM_LAYER, "layers {channels, stride}")),
  vision_layers: LAYERS,
});
/** A CLIP whose images go through a vision transformer. */
export type TransformerArchitecture = Infer<typeof TRANSFORMER>;

const RESNET = fields({
  ...COMMON_SIZES,
  /** Bottleneck blocks of each of the four stages. */
  vision_layers: v.pipe(list(LAYERS), v.length(4, "one number, or a ResNet's four")),
});
/** A CLIP whose images go through a modified ResNet. */
export type ResNetArchitecture = Infer<typeof RESNET>;

/**
 * Size of a CLIP model: one small JSON file each, with the field names of OpenAI's checkpoints.
 * Head counts are given, not inferred from the width. A list of `vision_layers` makes it a ResNet.
 */
export type Architecture = TransformerArchitecture | ResNetArchitecture;

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

/**
 * Checks an architecture read from JSON.
 * @param where file name for errors
 * @throws PromptcalError naming the field
 */
export function parseArchitecture(json: unknown, where: string): Architecture {
  const { vision_layers: layers } = checked(LAYERED, json, "architecture", where);
  const sizes: Architecture = Array.isArray(layers)
    ? checked(RESNET, json, "architecture", where)
    : checked(TRANSFORMER, json, "architecture", where);
  const { transformer_width: width, transformer_heads: heads } = sizes;
  checkDivides(["transformer_width", width], ["transformer_heads", heads], where);
  if (isResNet(sizes)) checkResNet(sizes, where);
  else checkTransformer(sizes, where);
  return sizes;
}

const LAYERED = someFields({ vision_layers: v.optional(v.unknown()) }, "a JSON object");

function checkTransformer(sizes: TransformerArchitecture, where: string): void {
  const { image_resolution: side, vision_width: width, vision_heads: heads } = sizes;
  const { vision_patch_size: patch, vision_stem: stem } = sizes;
  checkDivides(["image_resolution", side], ["vision_patch_size", patch], where);
  checkDivides(["vision_width", width], ["vision_heads", heads], where);
  if (stem === undefined) return;
  const stride = stem.reduce((product, layer) => product * layer.stride, 1);
  if (stride === patch && stem.at(-1)?.channels === width) return;
  throw mismatch({
    what: "architecture field vision_stem",
    expected: `layers {channels, stride} with strides of product ${patch} and ${width} channels at last`,
    got: JSON.stringify(stem),
    where,
  });
}

function checkResNet(sizes: ResNetArchitecture, where: string): void {
  const { image_resolution: side, vision_width: width, vision_heads: heads } = sizes;
  checkDivides(["image_resolution", side], ["a ResNet's stride", RESNET_STRIDE], where);
  checkDivides(["vision_width", width], ["the stem's halving", 2], where);
  const channels = resNetChannels(sizes);
  checkDivides(["vision_width, times 32,", channels], ["vision_heads", heads], where);
}

/** Number of patches of an image, without the class token. */
export function patchCount({
  image_resolution,
  vision_patch_size,
}: TransformerArchitecture): number {
  return (image_resolution / vision_patch_size) ** 2;
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

function sizeUpTo(max: number): Schema<number> {
  const expected = `a positive integer of at most ${max}`;
  return v.pipe(
    v.number(expected),
    v.safeInteger(expected),
    v.minValue(1, expected),
    v.maxValue(max, expected),
  );
}

function isActivation(value: unknown): boolean {
  return ACTIVATIONS.some((name) => name === value);
}
