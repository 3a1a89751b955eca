import { mismatch } from "../../errors/promptcal-error";
import {
  isResNet,
  patchCount,
  type Architecture,
  type ResNetArchitecture,
  type TransformerArchitecture,
} from "../towers/architecture";
import { NORM_PARTS, normedLayers, resNetLayout } from "../towers/resnet-layout";

/** Names of the tensors of a compact token table (the bundled model). */
export const COMPACT_TOKEN_IDS = "token_embedding.ids";
export const TOKEN_EMBEDDING = "token_embedding.weight";

export type Shapes = ReadonlyMap<string, readonly number[]>;

/** Every tensor of a CLIP of these sizes, by OpenAI's name, with its shape. */
export function expectedTensors(a: Architecture): Shapes {
  const width = a.transformer_width;
  return new Map<string, readonly number[]>([
    [TOKEN_EMBEDDING, [a.vocab_size, width]],
    ["positional_embedding", [a.context_length, width]],
    ...blocks("transformer", a.transformer_layers, width),
    ...norm("ln_final", width),
    ["text_projection", [width, a.embed_dim]],
    ["logit_scale", []],
    ...(isResNet(a) ? resNetTensors(a) : transformerTensors(a)),
  ]);
}

/** Stored types that hold weights; a tensor of another type is a counter, a mask or a scale of something else. */
const WEIGHT_TYPES = ["F64", "F32", "F16", "BF16"];

/**
 * Compares a file's tensors with those of an architecture, before anything is read. A tensor too many is
 * refused, because it may be a layer of a larger model, unless its type holds no weights.
 * @param dtypes stored type of each tensor, where they are known
 * @throws PromptcalError naming the first tensor that is misshapen, missing or of no use, with the
 * expected and the got shape, and how many more there are of its kind
 */
export function checkTensors(
  shapes: Shapes,
  sizes: Architecture,
  where: string,
  dtypes: ReadonlyMap<string, string> = new Map(),
): void {
  const expected = new Map(expectedTensors(sizes));
  const ids = shapes.get(COMPACT_TOKEN_IDS);
  if (ids !== undefined) {
    expected.set(COMPACT_TOKEN_IDS, ids);
    expected.set(TOKEN_EMBEDDING, [...ids, sizes.transformer_width]);
  }
  const misshapen = [...expected].filter(
    ([name, shape]) => shapes.has(name) && !sameShape(name, shape, shapes.get(name)!),
  );
  const missing = [...expected].filter(([name]) => !shapes.has(name));
  const extra = [...shapes].filter(
    ([name]) => !expected.has(name) && WEIGHT_TYPES.includes(dtypes.get(name) ?? "F32"),
  );
  for (const [kind, list] of Object.entries({ misshapen, missing, extra })) {
    const name = list[0]?.[0];
    if (name === undefined) continue;
    const more = list.length > 1 ? `, and ${list.length - 1} more ${kind}` : "";
    throw mismatch({
      what: `tensor ${name}`,
      expected: described(expected.get(name)),
      got: `${described(shapes.get(name))}${more}`,
      where,
    });
  }
}

/** OpenAI stores the logit scale as a number, others as a vector of one. */
function sameShape(name: string, a: readonly number[], b: readonly number[]): boolean {
  return a.join() === b.join() || (name === "logit_scale" && b.join() === "1");
}

function described(shape: readonly number[] | undefined): string {
  return shape === undefined ? "no such tensor" : `shape [${shape.join(", ")}]`;
}

function resNetTensors(a: ResNetArchitecture): [string, readonly number[]][] {
  const layout = resNetLayout(a);
  const { name, channels, length } = layout.pool;
  const linear = (part: string, size: number): [string, readonly number[]][] => [
    [`${name}.${part}.weight`, [size, channels]],
    [`${name}.${part}.bias`, [size]],
  ];
  return [
    ...normedLayers(layout).flatMap((layer): [string, readonly number[]][] => [
      [
        `${layer.convolution}.weight`,
        [layer.outChannels, layer.inChannels, layer.side, layer.side],
      ],
      ...NORM_PARTS.map((part): [string, readonly number[]] => [
        `${layer.norm}.${part}`,
        [layer.outChannels],
      ]),
    ]),
    [`${name}.positional_embedding`, [length, channels]],
    ...linear("q_proj", channels),
    ...linear("k_proj", channels),
    ...linear("v_proj", channels),
    ...linear("c_proj", a.embed_dim),
  ];
}

function transformerTensors(a: TransformerArchitecture): [string, readonly number[]][] {
  const width = a.vision_width;
  const patch = a.vision_patch_size;
  return [
    ["visual.class_embedding", [width]],
    ["visual.positional_embedding", [patchCount(a) + 1, width]],
    ...(a.vision_stem === undefined
      ? [["visual.conv1.weight", [width, 3, patch, patch]] as [string, readonly number[]]]
      : stem(a.vision_stem)),
    ...norm("visual.ln_pre", width),
    ...blocks("visual.transformer", a.vision_layers, width),
    ...norm("visual.ln_post", width),
    ["visual.proj", [width, a.embed_dim]],
  ];
}

function stem(
  layers: NonNullable<TransformerArchitecture["vision_stem"]>,
): [string, readonly number[]][] {
  return layers.flatMap(({ channels }, index): [string, readonly number[]][] => [
    [
      `visual.stem.${index}.weight`,
      [channels, index === 0 ? 3 : layers[index - 1]!.channels, 3, 3],
    ],
    [`visual.stem.${index}.bias`, [channels]],
  ]);
}

function norm(name: string, width: number): [string, readonly number[]][] {
  return [
    [`${name}.weight`, [width]],
    [`${name}.bias`, [width]],
  ];
}

function blocks(
  name: string,
  layers: number,
  width: number,
): [string, readonly number[]][] {
  return Array.from({ length: layers }, (_, layer): [string, readonly number[]][] => {
    const block = `${name}.resblocks.${layer}`;
    return [
      ...norm(`${block}.ln_1`, width),
      [`${block}.attn.in_proj_weight`, [3 * width, width]],
      [`${block}.attn.in_proj_bias`, [3 * width]],
      [`${block}.attn.out_proj.weight`, [width, width]],
      [`${block}.attn.out_proj.bias`, [width]],
      ...norm(`${block}.ln_2`, width),
      [`${block}.mlp.c_fc.weight`, [4 * width, width]],
      [`${block}.mlp.c_fc.bias`, [4 * width]],
      [`${block}.mlp.c_proj.weight`, [width, 4 * width]],
      [`${block}.mlp.c_proj.bias`, [width]],
    ];
  }).flat();
}
