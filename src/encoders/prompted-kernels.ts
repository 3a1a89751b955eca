import type { Kernels, Pointer } from "../engine/kernels";
import type { PrefixQueries } from "../engine/prefix-attention";
import { tf, type Tensor2D } from "../engine/tf";
import { heapView } from "../engine/wasm-heap";
import {
  forwardBlock,
  queryStride,
  type BlockRows,
  type KernelQueries,
} from "./kernel-block";
import {
  backwardPass,
  finishPass,
  passFeatures,
  passRoom,
  type KernelPass,
} from "./kernel-pass";
import type { KernelTower } from "./kernel-tower";
import type { PromptedNames, PromptLayout } from "./prompted-names";
import type { SharedRows } from "./shared-rows";

/**
 * Text features of prompts by the kernels: the whole tower in one operation, with its own gradient.
 * Memory holds one pass; a gradient that is asked for after another pass computes its own again.
 * @returns shape [names, embed]
 */
export function kernelFeatures(
  tower: KernelTower,
  shared: SharedRows,
  names: PromptedNames,
  layout: PromptLayout,
): Tensor2D {
  const differentiable = (...inputs: unknown[]): ReturnType<Differentiable> => {
    const save = inputs.pop() as tf.GradSaveFunc;
    const [first, ...deep] = inputs as Tensor2D[];
    const { embedded, query, keyValue } = names;
    // Saved, not only captured: whoever selected the names may free them before the gradient.
    save([embedded, query, keyValue, first!, ...deep]);
    let pass = forward(tower, { ...shared, first: first!, deep }, names, layout);
    return {
      value: passFeatures(tower, pass),
      gradFunc: (dy, saved) => {
        if (tower.pass !== pass.number) {
          const [embedded, query, keyValue, first, ...deep] = saved as Tensor2D[];
          const again = {
            ...names,
            embedded: embedded!,
            query: query!,
            keyValue: keyValue!,
          };
          pass = forward(tower, { ...shared, first: first!, deep }, again, layout);
        }
        return backward(tower, pass, dy as Tensor2D);
      },
    };
  };
  const deep = shared.deep.slice(0, tower.blocks.length - 1);
  return tf.customGrad(differentiable)(shared.first, ...deep) as Tensor2D;
}

type Differentiable = Parameters<typeof tf.customGrad>[0];

/** A pass over prompts. */
interface Pass extends KernelPass {
  readonly prefix: number;
  /** Where the context's rows lie in `all`, and how many tables of deep ones were put there. */
  readonly context: {
    readonly at: Pointer;
    readonly rows: number;
    readonly tables: number;
  };
}

function forward(
  tower: KernelTower,
  { first, deep, contextAt }: SharedRows,
  names: PromptedNames,
  layout: PromptLayout,
): Pass {
  const { kernels } = tower;
  const { width } = tower.lnFinal;
  const prefix = first.shape[0];
  const rows = prefix + names.embedded.shape[0];
  const count = layout.endRows.length;
  const room = passRoom(tower, rows, count, prefix + layout.all.longest);
  const { all, ends, scratch } = room;
  const queries = kernelQueries(kernels, layout.all, rows);
  const endQueries = kernelQueries(kernels, layout.ends, rows);
  kernels.floats(all, prefix * width).set(heapView(first));
  kernels
    .floats(all + 4 * prefix * width, (rows - prefix) * width)
    .set(heapView(names.embedded));
  const known = { query: heapView(names.query), keyValue: heapView(names.keyValue) };
  const blocks = tower.blocks.map((block, index) => {
    const isLast = index === tower.blocks.length - 1;
    const prompts = index === 0 ? undefined : deep[index - 1];
    if (prompts !== undefined) {
      kernels.floats(all + 4 * contextAt * width, prompts.size).set(heapView(prompts));
    }
    const who: BlockRows = {
      rows,
      active: index === 0 ? prefix : rows,
      ...(index === 0 ? { known } : {}),
      ...(isLast ? { queries: endQueries, asking: layout.endRows } : { queries }),
    };
    const onto = isLast ? ends : all;
    return { rows: who, trace: forwardBlock(kernels, block, who, scratch, all, onto) };
  });
  return {
    ...finishPass(tower, room, blocks, count),
    prefix,
    context: {
      at: all + 4 * contextAt * width,
      rows: deep[0]?.shape[0] ?? 0,
      tables: deep.length,
    },
  };
}

/** Gradients in the first and the deep rows that are shared. */
function backward(tower: KernelTower, pass: Pass, dy: Tensor2D): Tensor2D[] {
  const { kernels } = tower;
  const { prefix, all, context } = pass;
  const { width } = tower.lnFinal;
  const deep: Tensor2D[] = [];
  backwardPass(tower, pass, dy, (index) => {
    if (index === 0 || index > context.tables) return;
    // What these rows were before the deep ones took their place reached nothing.
    const replaced = kernels.floats(context.at, context.rows * width);
    deep.unshift(tf.tensor2d(replaced.slice(), [context.rows, width]));
    replaced.fill(0);
  });
  const gradient = kernels.floats(all, prefix * width).slice();
  return [tf.tensor2d(gradient, [prefix, width]), ...deep];
}

function kernelQueries(
  kernels: Kernels,
  queries: PrefixQueries,
  rows: number,
): KernelQueries {
  const count = queries.visible.length;
  const group = {
    firstQuery: 0,
    count,
    firstRow: 0,
    rows,
    visible: kernels.store(queries.visible),
    ownStart: kernels.store(queries.ownStart),
    ownCount: kernels.store(queries.ownCount),
  };
  return {
    count,
    stride: queryStride(queries.prefix + queries.longest),
    groups: [group],
  };
}
