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

const SIZES = [
  "image_resolution",
  "vision_patch_size",
  "vision_width",
  "vision_layers",
  "vision_heads",
  "transformer_width",
  "transformer_layers",
  "transformer_heads",
  "embed_dim",
  "context_length",
  "vocab_size",
] as const;

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
  const fields = json as Record<string, unknown>;
  for (const name of SIZES) {
    const size = fields[name];
    if (!Number.isSafeInteger(size) || (size as number) < 1) {
      throw mismatch({
        what: `architecture field ${name}`,
        expected: "a positive integer",
        got: String(size),
        where,
      });
    }
  }
  const sizes = fields as unknown as Architecture;
  checkDivides(
    "image_resolution",
    sizes.image_resolution,
    "vision_patch_size",
    sizes.vision_patch_size,
    where,
  );
  checkDivides(
    "vision_width",
    sizes.vision_width,
    "vision_heads",
    sizes.vision_heads,
    where,
  );
  checkDivides(
    "transformer_width",
    sizes.transformer_width,
    "transformer_heads",
    sizes.transformer_heads,
    where,
  );
  return { ...pick(sizes), activation: parseActivation(fields["activation"], where) };
}

/** Number of patches of an image, without the class token. */
export function patchCount({ image_resolution, vision_patch_size }: Architecture): number {
  return (image_resolution / vision_patch_size) ** 2;
}

function pick(sizes: Architecture): Omit<Architecture, "activation"> {
  return Object.fromEntries(SIZES.map((name) => [name, sizes[name]])) as unknown as Omit<
    Architecture,
    "activation"
  >;
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

function checkDivides(
  name: string,
  whole: number,
  partName: string,
  part: number,
  where: string,
): void {
  if (whole % part !== 0) {
    throw mismatch({
      what: `architecture field ${name}`,
      expected: `a multiple of ${partName} = ${part}`,
      got: String(whole),
      where,
    });
  }
}
