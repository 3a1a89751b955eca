import { runsOf, type RowRun } from "../../engine/layers/select-rows";
import type { Tensor2D } from "../../engine/tf";
import { heapView } from "../../engine/wasm/wasm-heap";
import type { WasmKernels, Pointer } from "../../engine/wasm/wasm-module";

/** Learned rows that enter in front of a block: row `to[i]` becomes keep * itself + share * row `from[i]`. */
export interface Insertion {
  /** From 0. */
  readonly block: number;
  /** Shape [learned rows, width]. */
  readonly table: Tensor2D;
  readonly to: Int32Array;
  readonly from: Int32Array;
  /** 0 where the rows had no value before. */
  readonly keep: number;
  readonly share: number;
}

/** Rows that keep their value in front of a block; undefined where all do. */
export function unreplaced(
  rows: number,
  insertions: readonly Insertion[],
  block: number,
): Int32Array | undefined {
  const replacing = insertions.filter((one) => one.block === block && one.keep === 0);
  if (replacing.length === 0) return undefined;
  const isReplaced = new Uint8Array(rows);
  for (const { to } of replacing) to.forEach((row) => (isReplaced[row] = 1));
  return Int32Array.from(isReplaced.keys()).filter((row) => isReplaced[row] === 0);
}

/** Rows whose gradient the first block's input has a use for: learned ones. */
export function learnedRuns(insertions: readonly Insertion[]): readonly RowRun[] {
  const rows = insertions.flatMap(({ block, to }) => (block === 0 ? Array.from(to) : []));
  return runsOf(Int32Array.from(new Set(rows)).sort());
}

/** Puts the learned rows into those of a pass, at `all`. */
export function scatterLearned(
  kernels: WasmKernels,
  all: Pointer,
  { table, to, from, keep, share }: Insertion,
): void {
  const width = table.shape[1];
  const learned = heapView(table);
  to.forEach((row, i) => {
    const target = kernels.floats(all + 4 * row * width, width);
    const at = from[i]! * width;
    for (let k = 0; k < width; k++) {
      const own = keep === 0 ? 0 : keep * target[k]!;
      target[k] = own + share * learned[at + k]!;
    }
  });
}

/** Gradient of `scatterLearned`: adds the tables' part to `sum` and leaves the rows' own. */
export function gatherGradient(
  kernels: WasmKernels,
  all: Pointer,
  { table, to, from, keep, share }: Insertion,
  sum: Float32Array,
): void {
  const width = table.shape[1];
  to.forEach((row, i) => {
    const d = kernels.floats(all + 4 * row * width, width);
    const at = from[i]! * width;
    for (let k = 0; k < width; k++) {
      sum[at + k]! += share * d[k]!;
      d[k]! *= keep;
    }
  });
}
