import { onNative } from "../../engine/wasm/wasm-backend";
import {
  kernelLinear,
  kernelNorm,
  type KernelLinear,
  type KernelNorm,
} from "../../engine/wasm/wasm-layers";
import { LEAST_WORK_AWAKE } from "../../engine/wasm/wasm-threads";
import { KERNEL_LANES, Kernels, type Pointer } from "../../engine/wasm/wasm-module";
import type { FrozenLinear } from "../../engine/layers/linear";
import type { KernelBlock } from "./wasm-block";
import { disposeSplit, splitBlock, type SplitBlock } from "./split-block";
import type { TextTower } from "../towers/text-tower";

/** What a text tower and, with its last norm, an image tower have in common. */
export type FrozenTower = Pick<
  TextTower<FrozenLinear>,
  "heads" | "activation" | "blocks" | "lnFinal" | "projection"
>;

/** A frozen tower in kernel memory, weights below, the last pass above them. */
export interface KernelTower {
  readonly kernels: Kernels;
  readonly blocks: readonly KernelBlock[];
  readonly lnFinal: KernelNorm;
  readonly projection: KernelLinear;
  /** End of the weights. */
  readonly weightsEnd: Pointer;
  /** Number of the pass whose values are in memory. */
  pass: number;
}

/** Whether the sizes are those that kernels compute with. */
export function fitsKernels({ projection, heads, blocks }: FrozenTower): boolean {
  const [width, embed] = projection.weight.shape;
  const sizes = [width / heads, embed, ...blocks.map(({ fc }) => fc.weight.shape[1])];
  return sizes.every((size) => size % KERNEL_LANES === 0);
}

const towers = new WeakMap<FrozenTower, KernelTower>();

/**
 * A tower's copy in kernel memory, made once and freed with the tower.
 * @param split its blocks split, where a caller has them
 * @param gradient whether gradients will be asked for, which takes the weights twice; true by default
 */
export function kernelTower(
  tower: FrozenTower,
  split?: readonly SplitBlock[],
  gradient = true,
): KernelTower {
  const before = towers.get(tower);
  if (before !== undefined) return before;
  const blocks = split ?? tower.blocks.map(splitBlock);
  const kernels = new Kernels(undefined, onNative() ? LEAST_WORK_AWAKE : undefined);
  const linear = (part: FrozenLinear): KernelLinear =>
    kernelLinear(kernels, part, gradient);
  const made: KernelTower = {
    kernels,
    blocks: blocks.map((block) => ({
      ln1: kernelNorm(kernels, block.ln1),
      query: linear(block.query),
      keyValue: linear(block.keyValue),
      outProjection: linear(block.outProjection),
      ln2: kernelNorm(kernels, block.ln2),
      fc: linear(block.fc),
      projection: linear(block.projection),
      activation: tower.activation,
      heads: tower.heads,
    })),
    lnFinal: kernelNorm(kernels, tower.lnFinal),
    projection: linear(tower.projection),
    weightsEnd: kernels.mark(),
    pass: 0,
  };
  if (split === undefined) blocks.forEach(disposeSplit);
  towers.set(tower, made);
  return made;
}
