import { activationOf } from "../../engine/layers/activation";
import { beginningAttention } from "../../engine/layers/beginning-attention";
import { layerNorm } from "../../engine/layers/layer-norm";
import type { FrozenLinear } from "../../engine/layers/linear";
import { copyRows, selectRows } from "../../engine/layers/select-rows";
import { splitRows } from "../../engine/layers/split-rows";
import { inRecomputedPortions } from "../../engine/recomputed-portions";
import { tf, type Tensor2D, type Tensor3D } from "../../engine/tf";
import { promptRows, type PromptRows } from "./prompt-rows";
import { rowsAt, type ReplacedRows, type TextTower } from "../towers/text-tower";

/** Bytes of intermediate values that a gradient holds, at most. */
const MAX_TAPE_BYTES = 2e9;
/** Of these, bytes per value of a row and block, as measured with ProDA at the size of ViT-B/16. */
const TAPE_BYTES = 480;
/** Rows that a group of prompts has to save: each takes some operations of its own in every block. */
const LEAST_SAVED = 12;

type Prompts = readonly (readonly number[])[];

/**
 * Text features by tfjs operations, for backends other than wasm and for sizes that the kernels cannot do; what
 * `tokenPromptFeatures` says of its parameters holds here. More rows than `maxRows` come in portions, which a gradient
 * computes again.
 * @returns shape [prompts, embed]
 */
export function composedPlacedFeatures(
  tower: TextTower<FrozenLinear>,
  prompts: Prompts,
  learned: Tensor2D | undefined,
  replaced: ReplacedRows | undefined,
  maxRows = fittingRows(tower.positions.shape[1], tower.blocks.length),
): Tensor2D {
  return tf.tidy(() => {
    const { order, ends } = layOut(prompts, replaced);
    const sorted: number[] = [];
    order.forEach((place, prompt) => (sorted[place] = prompt));
    const inOrder = sorted.map((prompt) => prompts[prompt]!);
    const rows = replaced && sortedRows(replaced.rows, Int32Array.from(sorted));
    const inputs = [learned, rows].flatMap((input) => input ?? []);
    const portions = portionsOf(ends, maxRows);
    const pass = (own: readonly tf.Tensor[], portion: number): Tensor2D => {
      const [from, to] = portions[portion]!;
      const part = replaced && {
        ...replaced,
        rows: tf.slice(own.at(-1) as Tensor3D, [from, 0, 0], [to - from, -1, -1]),
      };
      const context = learned && (own[0] as Tensor2D);
      return onePass(tower, inOrder.slice(from, to), context, part);
    };
    const features =
      portions.length === 1
        ? pass(inputs, 0)
        : inRecomputedPortions(inputs, portions.length, pass);
    return selectRows(features, order);
  });
}

/**
 * Rows whose intermediate values a gradient may hold at a time, at least one.
 * @param width of the tower's rows
 */
export function fittingRows(width: number, blocks: number): number {
  return Math.max(1, Math.floor(MAX_TAPE_BYTES / (width * blocks * TAPE_BYTES)));
}

/** Rows that differ from prompt to prompt in a deep block end what prompts share. */
function layOut(prompts: Prompts, replaced: ReplacedRows | undefined): PromptRows {
  return promptRows(prompts, replaced?.at, LEAST_SAVED);
}

/** Rows of the prompts in another order. */
function sortedRows(rows: Tensor3D, order: Int32Array): Tensor3D {
  const [prompts, count, width] = rows.shape;
  const flat = tf.reshape(rows, [prompts, count * width]) as Tensor2D;
  return tf.reshape(selectRows(flat, order), [prompts, count, width]);
}

/**
 * First prompt of each portion and the one behind its last: as many as have at most some rows, at least one.
 * @param ends last row of each prompt, in the order of the rows
 */
function portionsOf(
  ends: Int32Array,
  maxRows: number,
): readonly (readonly [from: number, to: number])[] {
  const portions: [number, number][] = [];
  let from = 0;
  let firstRow = 0;
  for (let prompt = 1; prompt < ends.length; prompt++) {
    if (ends[prompt]! + 1 - firstRow <= maxRows) continue;
    portions.push([from, prompt]);
    from = prompt;
    firstRow = ends[prompt - 1]! + 1;
  }
  return [...portions, [from, ends.length]];
}

/** One pass of prompts through the tower. */
function onePass(
  tower: TextTower<FrozenLinear>,
  prompts: Prompts,
  learned: Tensor2D | undefined,
  replaced: ReplacedRows | undefined,
): Tensor2D {
  const layout = layOut(prompts, replaced);
  const activation = activationOf(tower.activation);
  let x = firstRows(tower, layout, learned);
  tower.blocks.forEach((block, index) => {
    if (index === replaced?.block) x = withReplaced(x, layout, prompts.length, replaced);
    const isLast = index === tower.blocks.length - 1;
    // A scope of its own: the next block takes the memory that this one's parts had.
    x = tf.tidy(() => {
      const qkv = block.inProjection.apply(layerNorm(x, block.ln1));
      const mixed = groupAttention(qkv, layout, tower.heads, isLast);
      // In the last block only end tokens ask.
      const onto = isLast ? selectRows(x, layout.ends) : x;
      const middle: Tensor2D = tf.add(onto, block.outProjection.apply(mixed));
      const hidden = activation(block.fc.apply(layerNorm(middle, block.ln2)));
      return tf.add<Tensor2D>(middle, block.projection.apply(hidden));
    });
  });
  const features = tower.projection.apply(layerNorm(x, tower.lnFinal));
  return selectRows(features, layout.order);
}

/** Attention of each group of prompts that begin alike, one below the other. */
function groupAttention(
  qkv: Tensor2D,
  { groups, beginnings }: PromptRows,
  heads: number,
  isLast: boolean,
): Tensor2D {
  const sizes = groups.map((first, i) => (groups[i + 1] ?? qkv.shape[0]) - first);
  const parts = splitRows(qkv, sizes).map((rows, i) =>
    beginningAttention(rows, beginnings[i]!, heads, isLast ? "last" : "all"),
  );
  return tf.concat(parts, 0);
}

/** Tokens or learned rows, with positions. */
function firstRows(
  { embedding, positions }: TextTower,
  { entries, positions: places }: PromptRows,
  learned: Tensor2D | undefined,
): Tensor2D {
  const words = copyRows(
    embedding,
    entries.map((entry) => Math.max(entry, 0)),
  );
  const placed: Tensor2D = tf.add(tokensAlone(words, entries), copyRows(positions, places));
  if (learned === undefined) return placed;
  // Row 0 stands for the words.
  const table: Tensor2D = tf.concat([tf.zeros([1, positions.shape[1]]), learned], 0);
  const rows = entries.map((entry) => (entry < 0 ? -entry : 0));
  return tf.add(placed, rowsAt(table, tf.tensor1d(rows, "int32")));
}

/** Zero where a learned row comes. */
function tokensAlone(words: Tensor2D, entries: Int32Array): Tensor2D {
  if (entries.every((entry) => entry >= 0)) return words;
  const isWord = Float32Array.from(entries, (entry) => (entry < 0 ? 0 : 1));
  return tf.mul(words, tf.tensor2d(isWord, [entries.length, 1]));
}

/** The rows with those in place that come from elsewhere. */
function withReplaced(
  x: Tensor2D,
  layout: PromptRows,
  prompts: number,
  { at, rows, weight }: ReplacedRows,
): Tensor2D {
  const [, count, width] = rows.shape;
  const places = Int32Array.from({ length: prompts * count }, (_, i) =>
    layout.rowAt(Math.floor(i / count), at + (i % count)),
  );
  const given = tf.reshape(rows, [prompts * count, width]) as Tensor2D;
  const mixed = tf.add(
    tf.mul(given, weight),
    tf.mul(selectRows(x, places), 1 - weight),
  ) as Tensor2D;
  const from = Int32Array.from({ length: x.shape[0] }, (_, row) => row);
  places.forEach((place, i) => (from[place] = x.shape[0] + i));
  return selectRows(tf.concat([x, mixed], 0), from);
}
