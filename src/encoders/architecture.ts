import type { Activation } from "../engine/activation";
import { mismatch, PromptcalError } from "../numeric/errors";

/**
 * Size of a CLIP model: one small JSON file each, with the field names of OpenAI's checkpoints.
 * Head counts are given, not inferred from the width.
 */
export interface Architecture {
  readonly image_resolution: number;
  readonly vision_patch_size: number;
  readonly vision_width: number;
  /**
   * 3 x 3 convolutions in place of CLIP's single patch embedding; the strides multiply to the patch
   * size and the last layer has `vision_width` channels. None in OpenAI's vision transformers.
   */
  readonly vision_stem?: readonly StemLayer[];
  readonly vision_layers: number;
  readonly vision_heads: number;
  readonly transformer_width: number;
  readonly transformer_layers: number;
  readonly transformer_heads: number;
  readonly embed_dim: number;
  readonly context_length: number;
  readonly vocab_size: number;
  readonly activation: Activation;
}

export interface StemLayer {
  readonly channels: number;
  readonly stride: number;
}

type Size = Exclude<keyof Architecture, "vision_stem" | "activation">;
type Sizes = Readonly<Record<Size, number>>;

/**
 * Checks an architecture read from JSON.
 * @param where file name for errors
 * @throws PromptcalError naming the field
 */
export function parseArchitecture(json: unknown, where: string): Architecture {
  if (typeof json !== "object" || json === null) {
    throw new PromptcalError(
      `architecture: expected a JSON object, got ${String(json)} (${where})`,
    );
  }
  const fields = json as Readonly<Record<string, unknown>>;
  const size = (name: Size): number => parseSize(fields[name], name, where);
  const sizes = {
    image_resolution: size("image_resolution"),
    vision_patch_size: size("vision_patch_size"),
    vision_width: size("vision_width"),
    vision_layers: size("vision_layers"),
    vision_heads: size("vision_heads"),
    transformer_width: size("transformer_width"),
    transformer_layers: size("transformer_layers"),
    transformer_heads: size("transformer_heads"),
    embed_dim: size("embed_dim"),
    context_length: size("context_length"),
    vocab_size: size("vocab_size"),
  };
  checkDivides(sizes, "image_resolution", "vision_patch_size", where);
  checkDivides(sizes, "vision_width", "vision_heads", where);
  checkDivides(sizes, "transformer_width", "transformer_heads", where);
  const activation = parseActivation(fields["activation"], where);
  const stem = fields["vision_stem"];
  if (stem === undefined) return { ...sizes, activation };
  return { ...sizes, activation, vision_stem: parseStem(stem, sizes, where) };
}

/** Number of patches of an image, without the class token. */
export function patchCount({ image_resolution, vision_patch_size }: Architecture): number {
  return (image_resolution / vision_patch_size) ** 2;
}

function parseSize(value: unknown, name: Size, where: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  throw mismatch({
    what: `architecture field ${name}`,
    expected: "a positive integer",
    got: String(value),
    where,
  });
}

function parseStem(
  value: unknown,
  { vision_patch_size, vision_width }: Sizes,
  where: string,
): readonly StemLayer[] {
  const layers = (Array.isArray(value) ? value : []) as readonly Partial<StemLayer>[];
  const stride = layers.reduce((product, layer) => product * Number(layer.stride), 1);
  const good =
    layers.every(({ channels }) => Number.isSafeInteger(channels) && channels! > 0) &&
    stride === vision_patch_size &&
    layers.at(-1)?.channels === vision_width;
  if (good) return layers as readonly StemLayer[];
  throw mismatch({
    what: "architecture field vision_stem",
    expected: `layers {channels, stride} with strides of product ${vision_patch_size} and ${vision_width} channels at last`,
    got: JSON.stringify(value),
    where,
  });
}

/** Accepts the bare name or a name with its formula behind a colon, `quick_gelu: x*sigmoid(1.702*x)`. */
function parseActivation(value: unknown, where: string): Activation {
  const name = String(value).split(":")[0]!.trim();
  if (name === "quick_gelu" || name === "gelu") return name;
  throw mismatch({
    what: "architecture field activation",
    expected: "quick_gelu or gelu",
    got: name,
    where,
  });
}

function checkDivides(sizes: Sizes, name: Size, partName: Size, where: string): void {
  if (sizes[name] % sizes[partName] === 0) return;
  throw mismatch({
    what: `architecture field ${name}`,
    expected: `a multiple of ${partName} = ${sizes[partName]}`,
    got: String(sizes[name]),
    where,
  });
}
