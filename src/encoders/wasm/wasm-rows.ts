import { scatterRows } from "../../engine/wasm/wasm-copies";
import type { WasmKernels, Pointer } from "../../engine/wasm/wasm-module";
import { runsOf, type RowRun } from "../../engine/layers/select-rows";
import { tf, type Tensor2D } from "../../engine/tf";
import { heapView } from "../../engine/wasm/wasm-heap";
import { forwardBlock, queryStride, type BlockRows, type WasmQueries } from "./wasm-block";
import {
  backwardPass,
  finishPass,
  passFeatures,
  passRoom,
  type WasmPass,
} from "./wasm-pass";
import type { WasmTower } from "./wasm-tower";

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

/**
 * Features of any sequences by the kernels: the whole tower in one operation, with its own gradient in
 * the tables of all insertions. Memory holds one pass; a gradient that is asked for after another pass
 * computes its own again.
 * @returns shape [pooled rows, embed]
 */
export function wasmRowFeatures(
  tower: WasmTower,
  plan: RowPlan,
  insertions: readonly Insertion[],
): Tensor2D {
  const tables = insertions.map(({ table }) => table);
  if (tables.length === 0 || !asksGradients()) {
    return passFeatures(tower, forward(tower, plan, insertions, false));
  }
  const differentiable = (...inputs: unknown[]): ReturnType<Differentiable> => {
    const save = inputs.pop() as tf.GradSaveFunc;
    const given = withTables(insertions, inputs as Tensor2D[]);
    // Saved, not only captured: whoever made them may free them before the gradient.
    const frozen = frozenTensors(plan);
    save([...frozen, ...(inputs as Tensor2D[])]);
    let pass = forward(tower, plan, given, true);
    return {
      value: passFeatures(tower, pass),
      gradFunc: (dy, saved) => {
        const again = saved as Tensor2D[];
        const same = withTables(insertions, again.slice(frozen.length));
        if (tower.pass !== pass.number) {
          pass = forward(tower, withFrozen(plan, again), same, true);
        }
        return backward(tower, pass, same, dy as Tensor2D);
      },
    };
  };
  return tf.customGrad(differentiable)(...tables) as Tensor2D;
}

type Differentiable = Parameters<typeof tf.customGrad>[0];

/** Whether this is computed for somebody who will ask for gradients; predictions are not. */
function asksGradients(): boolean {
  return tf.engine().state.gradientDepth > 0;
}

function frozenTensors({ fixed, known }: RowPlan): readonly Tensor2D[] {
  return known === undefined ? [fixed] : [fixed, known.query, known.keyValue];
}

/** A plan with the tensors that `frozenTensors` gave, in this order. */
function withFrozen(plan: RowPlan, tensors: readonly Tensor2D[]): RowPlan {
  const [fixed, query, keyValue] = tensors;
  const { known } = plan;
  return known === undefined
    ? { ...plan, fixed: fixed! }
    : {
        ...plan,
        fixed: fixed!,
        known: { ...known, query: query!, keyValue: keyValue! },
      };
}

function withTables(
  insertions: readonly Insertion[],
  tables: readonly Tensor2D[],
): readonly Insertion[] {
  return insertions.map((insertion, i) => ({ ...insertion, table: tables[i]! }));
}

/** @param keepsTrace whether a backward pass may follow */
function forward(
  tower: WasmTower,
  plan: RowPlan,
  insertions: readonly Insertion[],
  keepsTrace: boolean,
): WasmPass {
  const { kernels } = tower;
  const { width } = tower.lnFinal;
  const { fixed, fixedAt, visible, ownCount, pooled, known } = plan;
  const rows = visible.length;
  const keys = visible.reduce((max, seen, i) => Math.max(max, seen + ownCount[i]!), 0);
  const last = tower.blocks.length - 1;
  const queryRows = tower.blocks.map((_, index) =>
    index === last ? pooled : unreplaced(rows, insertions, index + 1),
  );
  const max = Math.max(...queryRows.map((some) => some?.length ?? 0));
  const room = passRoom(tower, rows, max, keys);
  const { all, some, scratch } = room;
  const queries = queriesOf(kernels, plan, keys);
  const input = kernels.floats(all, rows * width);
  const values = heapView(fixed);
  for (const { row, at, count } of runsOf(fixedAt)) {
    input.set(values.subarray(at * width, (at + count) * width), row * width);
  }
  const everyRow = [{ row: 0, at: 0, count: rows }];
  const blocks = tower.blocks.map((block, index) => {
    const mark = kernels.mark();
    for (const insertion of insertions) {
      if (insertion.block === index) scatterLearned(kernels, all, insertion);
    }
    const who = queryRows[index];
    const taking: BlockRows = {
      rows,
      ...(index === 0 && known !== undefined ? knownRows(known) : { active: rows }),
      wanted: index === 0 ? learnedRuns(insertions) : everyRow,
      ...(who === undefined
        ? { queries }
        : { queries: queriesOf(kernels, plan, keys, who), queryRows: who }),
    };
    const onto = who === undefined ? all : some;
    const trace = forwardBlock(kernels, block, taking, scratch, all, onto);
    if (who !== undefined && index < last) scatterRows(kernels, some, all, who, width);
    // The next block may have the room, which then stays in the processor's cache.
    if (!keepsTrace) kernels.release(mark);
    return { rows: taking, trace };
  });
  return finishPass(tower, room, blocks, pooled.length);
}

/** Rows that keep their value in front of a block; undefined where all do. */
function unreplaced(
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
function learnedRuns(insertions: readonly Insertion[]): readonly RowRun[] {
  const rows = insertions.flatMap(({ block, to }) => (block === 0 ? Array.from(to) : []));
  return runsOf(Int32Array.from(new Set(rows)).sort());
}

function knownRows({
  active,
  query,
  keyValue,
}: KnownRows): Pick<BlockRows, "active" | "known"> {
  return { active, known: { query: heapView(query), keyValue: heapView(keyValue) } };
}

function scatterLearned(
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

/** Gradients in the insertions' tables. */
function backward(
  tower: WasmTower,
  pass: WasmPass,
  insertions: readonly Insertion[],
  dy: Tensor2D,
): Tensor2D[] {
  const { kernels } = tower;
  const sums = insertions.map(({ table }) => new Float32Array(table.size));
  backwardPass(tower, pass, dy, (index) => {
    insertions.forEach((insertion, i) => {
      if (insertion.block === index) gatherGradient(kernels, pass.all, insertion, sums[i]!);
    });
  });
  return insertions.map(({ table }, i) => tf.tensor2d(sums[i]!, table.shape));
}

/** Gradient of `insert`: adds the tables' part to `sum` and leaves the rows' own. */
function gatherGradient(
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

/** Queries of all rows, or of some in rising order. */
function queriesOf(
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
