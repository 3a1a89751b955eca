import type { FrozenLinear } from "../../engine/layers/linear";
import { selectRows } from "../../engine/layers/select-rows";
import { tf, type Tensor2D } from "../../engine/tf";
import { heapMatrix, heapView } from "../../engine/wasm/wasm-heap";
import type { Insertion } from "./insertion";
import { wasmRowFeatures } from "./wasm-rows";
import { wasmTower } from "./wasm-tower";
import { promptRows, type PromptRows } from "../prompts/prompt-rows";
import type { ReplacedRows, TextTower } from "../towers/text-tower";

/**
 * Text features by the kernels of prompts in which token ids and learned rows stand in any order; what
 * `tokenPromptFeatures` says of its parameters holds here.
 * @returns shape [prompts, embed]
 */
export function wasmPlacedFeatures(
  tower: TextTower<FrozenLinear>,
  prompts: readonly (readonly number[])[],
  learned?: Tensor2D,
  replaced?: ReplacedRows,
): Tensor2D {
  // Rows that differ from prompt to prompt in a deep block end what prompts share.
  const rows = promptRows(prompts, replaced?.at);
  const fixed = fixedRows(tower, rows);
  const insertions = [
    ...(learned === undefined ? [] : [learnedRows(rows, learned)]),
    ...(replaced === undefined ? [] : [deepRows(rows, prompts.length, replaced)]),
  ];
  const plan = {
    ...rows,
    fixed,
    fixedAt: Int32Array.from(rows.entries, (_, row) => row),
    pooled: rows.ends,
  };
  const features = wasmRowFeatures(wasmTower(tower), plan, insertions);
  return selectRows(features, rows.order);
}

/** Tokens and their positions; of learned rows the positions alone. */
function fixedRows(
  { embedding, positions }: TextTower<FrozenLinear>,
  rows: PromptRows,
): Tensor2D {
  const width = positions.shape[1];
  const out = heapMatrix(rows.entries.length, width);
  const [to, tokens, positionRows] = [
    heapView(out),
    heapView(embedding),
    heapView(positions),
  ];
  rows.entries.forEach((entry, row) => {
    const at = row * width;
    const position = rows.positions[row]! * width;
    for (let k = 0; k < width; k++) {
      const token = entry < 0 ? 0 : tokens[entry * width + k]!;
      to[at + k] = token + positionRows[position + k]!;
    }
  });
  return out;
}

function learnedRows({ entries }: PromptRows, table: Tensor2D): Insertion {
  const to = Int32Array.from(entries.keys()).filter((row) => entries[row]! < 0);
  const from = to.map((row) => -1 - entries[row]!);
  return { block: 0, table, to, from, keep: 1, share: 1 };
}

function deepRows(
  layout: PromptRows,
  prompts: number,
  { block, at, rows, weight }: ReplacedRows,
): Insertion {
  const [, count, width] = rows.shape;
  const from = Int32Array.from({ length: prompts * count }, (_, i) => i);
  const to = from.map((i) => layout.rowAt(Math.floor(i / count), at + (i % count)));
  const table = tf.reshape(rows, [prompts * count, width]) as Tensor2D;
  return { block, table, to, from, keep: 1 - weight, share: weight };
}
