import { onNative } from "../../engine/wasm/wasm-backend";
import {
  kernelLinear,
  wasmNorm,
  type KernelLinear,
  type WasmNorm,
} from "../../engine/wasm/wasm-layers";
import { MIN_WORK_AWAKE } from "../../engine/wasm/wasm-threads";
import { WASM_LANES, WasmKernels, type Pointer } from "../../engine/wasm/wasm-module";
import type { FrozenLinear } from "../../engine/layers/linear";
import type { WasmBlock } from "./wasm-block";
import { disposeSplit, splitBlock, type SplitBlock } from "./split-block";
import type { TextTower } from "../towers/text-tower";

/** What a text tower and, with its last norm, an image tower have in common. */
export type FrozenTower = Pick<
  TextTower<FrozenLinear>,
  "heads" | "activation" | "blocks" | "lnFinal" | "projection"
>;

/** A frozen tower in kernel memory, weights below, the last pass above them. */
export interface WasmTower {
  readonly kernels: WasmKernels;
  readonly blocks: readonly WasmBlock[];
  readonly lnFinal: WasmNorm;
  readonly projection: KernelLinear;
  /** End of the weights. */
  readonly weightsEnd: Pointer;
  /** Number of the pass whose values are in memory. */
  pass: number;
}

/** Whether the kernels support these sizes. */
export function fitsWasm({ projection, heads, blocks }: FrozenTower): boolean {
  const [width, embed] = projection.weight.shape;
  const sizes = [width / heads, embed, ...blocks.map(({ fc }) => fc.weight.shape[1])];
  return sizes.every((size) => size % WASM_LANES === 0);
}

const towers = new WeakMap<FrozenTower, WasmTower>();

/**
 * A tower's copy in kernel memory, made once and freed with the tower.
 * @param split its blocks split, where a caller has them
 * @param gradient whether gradients will be asked for, which takes the weights twice; true by default
 */
export function wasmTower(
  tower: FrozenTower,
  split?: readonly SplitBlock[],
  gradient = true,
): WasmTower {
  const before = towers.get(tower);
  if (before !== undefined) return before;
  const blocks = split ?? tower.blocks.map(splitBlock);
  const kernels = new WasmKernels(undefined, onNative() ? MIN_WORK_AWAKE : undefined);
  const linear = (part: FrozenLinear): KernelLinear =>
    kernelLinear(kernels, part, gradient);
  const made: WasmTower = {
    kernels,
    blocks: blocks.map((block) => ({
      ln1: wasmNorm(kernels, block.ln1),
      query: linear(block.query),
      keyValue: linear(block.keyValue),
      outProjection: linear(block.outProjection),
      ln2: wasmNorm(kernels, block.ln2),
      fc: linear(block.fc),
      projection: linear(block.projection),
      activation: tower.activation,
      heads: tower.heads,
    })),
    lnFinal: wasmNorm(kernels, tower.lnFinal),
    projection: linear(tower.projection),
    weightsEnd: kernels.mark(),
    pass: 0,
  };
  if (split === undefined) blocks.forEach(disposeSplit);
  towers.set(tower, made);
  return made;
}
