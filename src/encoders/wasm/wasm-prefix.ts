import type { Tensor2D } from "../../engine/tf";
import type { Insertion } from "./insertion";
import { wasmRowFeatures } from "./wasm-rows";
import type { WasmTower } from "./wasm-tower";
import type { NameSuffixes, PromptLayout } from "../prompts/name-suffixes";
import type { SharedRows } from "../prompts/shared-rows";

/**
 * Text features by the kernels of prompts that share their first rows.
 * @returns shape [names, embed]
 */
export function wasmFeatures(
  tower: WasmTower,
  { first, deep, contextAt }: SharedRows,
  { embedded, query, keyValue }: NameSuffixes,
  { all, endRows }: PromptLayout,
): Tensor2D {
  const prefix = first.shape[0];
  const plan = {
    ...all,
    fixed: embedded,
    fixedAt: rowsFrom(prefix, embedded.shape[0]),
    groups: [0],
    pooled: endRows,
    known: { active: prefix, query, keyValue },
  };
  const taking = (table: Tensor2D, block: number, at: number): Insertion => {
    const from = rowsFrom(0, table.shape[0]);
    return { block, table, to: from.map((row) => at + row), from, keep: 0, share: 1 };
  };
  return wasmRowFeatures(tower, plan, [
    taking(first, 0, 0),
    ...deep
      .slice(0, tower.blocks.length - 1)
      .map((table, i) => taking(table, i + 1, contextAt)),
  ]);
}

/** A number of consecutive row indices. */
function rowsFrom(first: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => first + i);
}
