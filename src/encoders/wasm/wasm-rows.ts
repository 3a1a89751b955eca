import { scatterRows } from "../../engine/wasm/wasm-copies";
import { runsOf } from "../../engine/layers/select-rows";
import { tf, type Tensor2D } from "../../engine/tf";
import { heapView } from "../../engine/wasm/wasm-heap";
import {
  gatherGradient,
  type Insertion,
  learnedRuns,
  scatterLearned,
  unreplaced,
} from "./insertion";
import { type KnownRows, queriesOf, type RowPlan } from "./row-plan";
import { forwardBlock, type BlockRows } from "./wasm-block";
import {
  backwardPass,
  finishPass,
  passFeatures,
  passRoom,
  type WasmPass,
} from "./wasm-pass";
import type { WasmTower } from "./wasm-tower";

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

function knownRows({
  active,
  query,
  keyValue,
}: KnownRows): Pick<BlockRows, "active" | "known"> {
  return { active, known: { query: heapView(query), keyValue: heapView(keyValue) } };
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
