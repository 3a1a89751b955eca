import {
  addNormGradient,
  applyLinear,
  applyNorm,
  linearGradient,
  normTrace,
  type NormTrace,
} from "../engine/kernel-layers";
import type { Kernels, Pointer } from "../engine/kernels";
import type { PrefixQueries } from "../engine/prefix-attention";
import { tf, type Tensor2D } from "../engine/tf";
import { heapView } from "../engine/wasm-heap";
import {
  backwardBlock,
  forwardBlock,
  type BlockRows,
  type BlockTrace,
  type KernelQueries,
  type Scratch,
} from "./kernel-block";
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
      value: features(tower, pass),
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

/** One forward pass in memory. */
interface Pass {
  readonly number: number;
  readonly prefix: number;
  readonly count: number;
  readonly scratch: Scratch;
  /** All rows, then the ends: values of the forward, gradients of the backward pass. */
  readonly all: Pointer;
  readonly ends: Pointer;
  readonly blocks: readonly { readonly rows: BlockRows; readonly trace: BlockTrace }[];
  readonly lnFinal: NormTrace;
  readonly features: Pointer;
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
  const { kernels, lnFinal, projection } = tower;
  const { width } = lnFinal;
  const prefix = first.shape[0];
  const rows = prefix + names.embedded.shape[0];
  const count = layout.endRows.length;
  kernels.release(tower.weightsEnd);
  const all = kernels.matrix(rows, width);
  const ends = kernels.matrix(count, width);
  const queries = kernelQueries(kernels, layout.all);
  const endQueries = kernelQueries(kernels, layout.ends);
  const scratch: Scratch = {
    narrow: kernels.matrix(rows, width),
    gathered: kernels.matrix(count, width),
    dQuery: kernels.matrix(rows, width),
    dKeyValue: kernels.matrix(rows, 2 * width),
    wide: kernels.matrix(rows, Math.max(...tower.blocks.map(({ fc }) => fc.outputs))),
    slopes: kernels.matrix(1, queries.stride),
  };
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
  const final = normTrace(kernels, lnFinal, count);
  const out = kernels.matrix(count, projection.outputs);
  applyNorm(kernels, lnFinal, final, ends, scratch.narrow, count);
  applyLinear(kernels, projection, scratch.narrow, out, count);
  tower.pass += 1;
  return {
    ...{ number: tower.pass, prefix, count, scratch, all, ends, blocks },
    ...{ lnFinal: final, features: out },
    context: {
      at: all + 4 * contextAt * width,
      rows: prefix - contextAt,
      tables: deep.length,
    },
  };
}

function features(
  { kernels, projection }: KernelTower,
  { features, count }: Pass,
): Tensor2D {
  const { outputs } = projection;
  return tf.tensor2d(kernels.floats(features, count * outputs).slice(), [count, outputs]);
}

/** Gradients in the first and the deep rows that are shared. */
function backward(tower: KernelTower, pass: Pass, dy: Tensor2D): Tensor2D[] {
  const { kernels, lnFinal, projection } = tower;
  const { prefix, count, scratch, all, ends, blocks, context } = pass;
  const { width } = lnFinal;
  kernels.floats(pass.features, dy.size).set(heapView(dy));
  linearGradient(kernels, projection, pass.features, scratch.narrow, count);
  kernels.floats(ends, count * width).fill(0);
  addNormGradient(kernels, lnFinal, pass.lnFinal, scratch.narrow, ends, count);
  const deep: Tensor2D[] = [];
  for (let index = blocks.length - 1; index >= 0; index--) {
    const { rows, trace } = blocks[index]!;
    const from = rows.asking === undefined ? all : ends;
    backwardBlock(kernels, tower.blocks[index]!, rows, scratch, trace, from, all);
    if (index === 0 || index > context.tables) continue;
    // What these rows were before the deep ones took their place reached nothing.
    const replaced = kernels.floats(context.at, context.rows * width);
    deep.unshift(tf.tensor2d(replaced.slice(), [context.rows, width]));
    replaced.fill(0);
  }
  const gradient = kernels.floats(all, prefix * width).slice();
  return [tf.tensor2d(gradient, [prefix, width]), ...deep];
}

function kernelQueries(kernels: Kernels, queries: PrefixQueries): KernelQueries {
  return {
    count: queries.visible.length,
    stride: Math.ceil((queries.prefix + queries.longest) / 4) * 4,
    visible: kernels.store(queries.visible),
    ownStart: kernels.store(queries.ownStart),
    ownCount: kernels.store(queries.ownCount),
  };
}
