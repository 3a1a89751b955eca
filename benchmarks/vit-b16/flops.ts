import {
  patchCount,
  type TransformerArchitecture,
} from "../../src/encoders/towers/architecture";
import { transformerArchitecture } from "../../src/encoders/towers/clip-model";
import { clipTokenizer } from "../../src/encoders/tokens/tokenizer";
import { ARCHITECTURE, CLASSES, CONTEXT, ENCODED, MATMUL, WORKS } from "./setting";
import type { StepWork } from "./setting";
import { isOwn, type Subject } from "./subjects";

/**
 * Floating-point operations of a call's matrix products, two per multiplication and addition: what the
 * subject's way of computing needs, not what a plainer way would. Token tables, projections and the
 * learned parts are left out, a hundredth of the whole.
 */
export function flopsOf(work: string, subject: Subject): number {
  if (work === "matmul") return 2 * MATMUL ** 3;
  const sizes = transformerArchitecture(ARCHITECTURE);
  if (work === "image-encoding") return ENCODED * encodingFlops(sizes, subject);
  const { method, images } = WORKS[work as StepWork];
  const texts = method === "cocoop" ? images : 1;
  if (subject.startsWith("pytorch")) {
    const text = texts * plainText(sizes);
    // MaPLe's prompts stand in the image tower too, whose gradient costs as much again.
    return text + images * imageFlops(sizes, method === "maple" ? CONTEXT.maple : 0);
  }
  const text = texts * sharedText(sizes, CONTEXT[method]);
  return method === "maple" ? text + images * imageFlops(sizes, CONTEXT.maple) : text;
}

/** Products with weights of one row in one block: 12 width^2 weights. */
const perRow = (width: number): number => 24 * width ** 2;
/** Of these, the products that every row needs which others see. */
const KEYS_AND_VALUES = 4;
/** Queries times keys and weights times values, of one pair. */
const perPair = (width: number): number => 4 * width;
/** Backward to inputs alone, as all weights are frozen: linear once more, attention twice more. */
const BACKWARD = { linear: 1, attention: 2 };

/** Ours lets class tokens alone ask in the last block; the others compute all its rows. */
function encodingFlops(sizes: TransformerArchitecture, subject: Subject): number {
  const whole = imageFlops(sizes, 0);
  if (!isOwn(subject)) return whole;
  const width = sizes.vision_width;
  const others = patchCount(sizes);
  const spared = perRow(width) - KEYS_AND_VALUES * width ** 2;
  return whole - others * (spared + (others + 1) * perPair(width));
}

function imageFlops(sizes: TransformerArchitecture, prompts: number): number {
  const { vision_width: width, vision_layers: layers, vision_patch_size: patch } = sizes;
  const rows = patchCount(sizes) + 1 + prompts;
  const learns = prompts > 0 ? 1 : 0;
  const linear = layers * rows * perRow(width) * (1 + learns * BACKWARD.linear);
  const pairs = layers * rows ** 2 * perPair(width) * (1 + learns * BACKWARD.attention);
  return linear + pairs + 2 * patchCount(sizes) * 3 * patch ** 2 * width;
}

/** All positions of all prompts, forward and backward. */
function plainText(sizes: TransformerArchitecture): number {
  const { transformer_width: width, transformer_layers: layers, context_length } = sizes;
  const rows = CLASSES.length * context_length;
  const linear = rows * perRow(width) * (1 + BACKWARD.linear);
  const pairs = rows * context_length * perPair(width) * (1 + BACKWARD.attention);
  return layers * (linear + pairs);
}

/** Start and context once, names up to their end token; the last block's queries are end tokens. */
function sharedText(sizes: TransformerArchitecture, context: number): number {
  const { transformer_width: width, transformer_layers: layers } = sizes;
  const { encode } = clipTokenizer();
  const names = CLASSES.map((name) => encode(`${name}.`).length + 1);
  const prefix = 1 + context;
  const rows = names.reduce((sum, length) => sum + length, prefix);
  const pairs = names.reduce(
    (sum, length) => sum + length * prefix + (length * (length + 1)) / 2,
    (prefix * (prefix + 1)) / 2,
  );
  const keysAndValues = KEYS_AND_VALUES * width ** 2;
  const last = rows * keysAndValues + CLASSES.length * (perRow(width) - keysAndValues);
  // The first block's queries, keys and values of names are computed once for all steps.
  const known = (rows - prefix) * 6 * width ** 2;
  const linear = (layers - 1) * rows * perRow(width) - known + last;
  return (
    linear * (1 + BACKWARD.linear) +
    (layers - 1) * pairs * perPair(width) * (1 + BACKWARD.attention)
  );
}
