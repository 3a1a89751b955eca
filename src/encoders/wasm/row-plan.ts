import type { WasmKernels, Pointer } from "../../engine/wasm/wasm-module";
import type { Tensor2D } from "../../engine/tf";
import { queryStride, type WasmQueries } from "./wasm-block";

/**
 * Sequences of rows for one pass through a tower. Row i sees the first `visible[i]` rows of its group,
 * then `ownCount[i]` rows of its own from row `ownStart[i]` of the group on: text sees its shared
 * beginning and what stands before it, images see themselves.
 */
export interface RowPlan {
  /** Input of the first block where it never changes, shape [fixed rows, width]. */
  readonly fixed: Tensor2D;
  /** Row of the pass at which each fixed row lies. */
  readonly fixedAt: Int32Array;
  /** Length of the pass, as are the next two. */
  readonly visible: Int32Array;
  readonly ownStart: Int32Array;
  readonly ownCount: Int32Array;
  /** First row of each group; together the groups are all rows, in order. */
  readonly groups: readonly number[];
  /** The row that each feature is made of, in rising order. */
  readonly pooled: Int32Array;
  /** What the first block makes of the last rows, where it is known beforehand; left out where it is not. */
  readonly known?: KnownRows;
}

/** Rows that nothing learned enters in front of the first block. */
export interface KnownRows {
  /** How many rows stand before them. */
  readonly active: number;
  /** Their queries, shape [known rows, width]. */
  readonly query: Tensor2D;
  /** Their keys and values side by side, shape [known rows, 2 * width]. */
  readonly keyValue: Tensor2D;
}

/** Queries of all rows, or of some in rising order. */
export function queriesOf(
  kernels: WasmKernels,
  { visible, ownStart, ownCount, groups }: RowPlan,
  keys: number,
  queryRows?: Int32Array,
): WasmQueries {
  const some = (values: Int32Array): Int32Array =>
    queryRows === undefined ? values : queryRows.map((row) => values[row]!);
  const store = (values: Int32Array): Pointer => kernels.store(some(values));
  const tables = [store(visible), store(ownStart), store(ownCount)] as const;
  const firstOf = (row: number): number => {
    const at = queryRows === undefined ? row : queryRows.findIndex((one) => one >= row);
    return at < 0 ? queryRows!.length : at;
  };
  const total = visible.length;
  return {
    count: queryRows?.length ?? total,
    stride: queryStride(keys),
    groups: groups.map((firstRow, i) => {
      const end = groups[i + 1] ?? total;
      const firstQuery = firstOf(firstRow);
      const [seen, start, count] = tables.map((table) => table + 4 * firstQuery);
      return {
        firstQuery,
        count: firstOf(end) - firstQuery,
        firstRow,
        rows: end - firstRow,
        visible: seen!,
        ownStart: start!,
        ownCount: count!,
      };
    }),
  };
}
