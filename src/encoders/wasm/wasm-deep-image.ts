import type { Tensor2D } from "../../engine/tf";
import type { Insertion } from "./insertion";
import { wasmRowFeatures } from "./wasm-rows";
import type { WasmTower } from "./wasm-tower";

/** Sizes of a pass. */
export interface ImageRows {
  readonly images: number;
  /** Frozen rows of an image, class token first. */
  readonly own: number;
  /** Prompts behind them. */
  readonly prompts: number;
}

/**
 * Prompted image features by the kernels: every row sees all rows of its image.
 * @param frozen rows behind the first norm, shape [images * own, width]
 * @param deep prompts of the blocks, the first behind the first norm, shapes [prompts, width]
 * @returns shape [images, embed]
 */
export function wasmImageFeatures(
  tower: WasmTower,
  frozen: Tensor2D,
  deep: readonly Tensor2D[],
  { images, own, prompts }: ImageRows,
): Tensor2D {
  const length = own + prompts;
  const rows = Int32Array.from({ length: images * length }, (_, row) => row);
  const plan = {
    fixed: frozen,
    fixedAt: rows.filter((row) => row % length < own),
    visible: new Int32Array(rows.length),
    ownStart: rows.map((row) => row - (row % length)),
    ownCount: new Int32Array(rows.length).fill(length),
    groups: [0],
    pooled: rows.filter((row) => row % length === 0),
  };
  const to = rows.filter((row) => row % length >= own);
  const from = to.map((row) => (row % length) - own);
  const insertions = deep.map((table, block): Insertion => ({
    block,
    table,
    to,
    from,
    keep: 0,
    share: 1,
  }));
  return wasmRowFeatures(tower, plan, insertions);
}
