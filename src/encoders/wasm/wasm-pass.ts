import {
  addNormGradient,
  applyLinear,
  applyNorm,
  linearGradient,
  normTrace,
  type NormTrace,
} from "../../engine/wasm/wasm-layers";
import { gatherRows } from "../../engine/wasm/wasm-copies";
import { ROW_STEP } from "../../engine/wasm/wasm-calls";
import type { Pointer } from "../../engine/wasm/wasm-module";
import { tf, type Tensor2D } from "../../engine/tf";
import { heapView } from "../../engine/wasm/wasm-heap";
import { backwardBlock, queryStride } from "./wasm-block";
import type { BlockRows, BlockTrace, Scratch } from "./wasm-block";
import type { WasmTower } from "./wasm-tower";

/** Memory of one pass, text or image. */
export interface PassRoom {
  readonly scratch: Scratch;
  /** All rows, then those that ask in a block: values of the forward, gradients of the backward pass. */
  readonly all: Pointer;
  readonly some: Pointer;
}

/** One forward pass in memory. */
export interface WasmPass extends PassRoom {
  readonly number: number;
  /** Pooled rows. */
  readonly count: number;
  readonly blocks: readonly { readonly rows: BlockRows; readonly trace: BlockTrace }[];
  readonly lnFinal: NormTrace;
  readonly features: Pointer;
}

/**
 * Allocates memory for a pass in place of the one before.
 * @param max rows that ask in a block where not all do
 * @param keys most keys that a query sees
 */
export function passRoom(
  { kernels, weightsEnd, lnFinal, blocks }: WasmTower,
  rows: number,
  max: number,
  keys: number,
): PassRoom {
  const { width } = lnFinal;
  const { heads } = blocks[0]!;
  kernels.release(weightsEnd);
  return {
    all: kernels.matrix(rows, width),
    some: kernels.matrix(max, width),
    scratch: {
      narrow: kernels.matrix(rows + ROW_STEP, width),
      gathered: kernels.matrix(max, width),
      dQuery: kernels.matrix(rows, width),
      dKeyValue: kernels.matrix(rows, 2 * width),
      wide: kernels.matrix(rows, Math.max(...blocks.map(({ fc }) => fc.outputs))),
      slopes: kernels.matrix(heads, queryStride(keys)),
    },
  };
}

/** After the last block: norm and projection of the pooled rows. */
export function finishPass(
  tower: WasmTower,
  room: PassRoom,
  blocks: WasmPass["blocks"],
  count: number,
): WasmPass {
  const { kernels, projection } = tower;
  const { some, scratch } = room;
  const lnFinal = normTrace(kernels, tower.lnFinal, count);
  const features = kernels.matrix(count, projection.outputs);
  applyNorm(kernels, tower.lnFinal, lnFinal, some, scratch.narrow, count);
  applyLinear(kernels, projection, scratch.narrow, features, count);
  tower.pass += 1;
  return { ...room, number: tower.pass, count, blocks, lnFinal, features };
}

/** The features of a pass, shape [pooled rows, embed]. */
export function passFeatures(
  { kernels, projection }: WasmTower,
  { features, count }: WasmPass,
): Tensor2D {
  const { outputs } = projection;
  return tf.tensor2d(kernels.floats(features, count * outputs).slice(), [count, outputs]);
}

/**
 * Takes the gradient of the features back through the blocks, the last one first.
 * @param behind called when `all` holds the gradient of a block's input
 */
export function backwardPass(
  tower: WasmTower,
  pass: WasmPass,
  dy: Tensor2D,
  behind: (index: number) => void,
): void {
  const { kernels, lnFinal, projection } = tower;
  const { count, all, some, features, scratch, blocks } = pass;
  const { width } = lnFinal;
  kernels.floats(features, dy.size).set(heapView(dy));
  linearGradient(kernels, projection, features, scratch.narrow, count);
  kernels.floats(some, count * width).fill(0);
  addNormGradient(kernels, lnFinal, pass.lnFinal, scratch.narrow, some, count);
  for (let index = blocks.length - 1; index >= 0; index--) {
    const { rows, trace } = blocks[index]!;
    const { queryRows } = rows;
    const from = queryRows === undefined ? all : some;
    const isLast = index === blocks.length - 1;
    if (queryRows !== undefined && !isLast)
      gatherRows(kernels, all, some, queryRows, width);
    backwardBlock(kernels, tower.blocks[index]!, rows, scratch, trace, from, all);
    behind(index);
  }
}
