import { addNormGradient, applyLinear, applyNorm } from "../engine/kernel-layers";
import { linearGradient, normTrace, type NormTrace } from "../engine/kernel-layers";
import type { Pointer } from "../engine/kernels";
import { tf, type Tensor2D } from "../engine/tf";
import { heapView } from "../engine/wasm-heap";
import { backwardBlock, forwardBlock } from "./kernel-block";
import type { BlockRows, BlockTrace, KernelQueries, Scratch } from "./kernel-block";
import type { KernelTower } from "./kernel-tower";

/** Sizes of a pass. */
export interface ImageRows {
  readonly images: number;
  /** Frozen rows of an image, class token first. */
  readonly own: number;
  /** Prompts behind them. */
  readonly prompts: number;
}

/**
 * Prompted image features by the kernels: the whole tower in one operation, with its own gradient.
 * Memory holds one pass; a gradient that is asked for after another pass computes its own again.
 * @param frozen rows behind the first norm, shape [images * own, width]
 * @param deep prompts of the blocks, the first behind the first norm, shapes [prompts, width]
 * @returns shape [images, embed]
 */
export function kernelImageFeatures(
  tower: KernelTower,
  frozen: Tensor2D,
  deep: readonly Tensor2D[],
  sizes: ImageRows,
): Tensor2D {
  const differentiable = (...inputs: unknown[]): ReturnType<Differentiable> => {
    const save = inputs.pop() as tf.GradSaveFunc;
    const prompts = inputs as Tensor2D[];
    save([frozen, ...prompts]);
    let pass = forward(tower, frozen, prompts, sizes);
    return {
      value: features(tower, pass),
      gradFunc: (dy, saved) => {
        if (tower.pass !== pass.number) {
          const [rows, ...again] = saved as Tensor2D[];
          pass = forward(tower, rows!, again, sizes);
        }
        return backward(tower, pass, dy as Tensor2D);
      },
    };
  };
  return tf.customGrad(differentiable)(...deep) as Tensor2D;
}

type Differentiable = Parameters<typeof tf.customGrad>[0];

/** One forward pass in memory. */
interface Pass {
  readonly number: number;
  readonly sizes: ImageRows;
  /** Blocks whose prompts were put in. */
  readonly depth: number;
  readonly scratch: Scratch;
  /** All rows, then the class tokens: values of the forward, gradients of the backward pass. */
  readonly all: Pointer;
  readonly ends: Pointer;
  readonly blocks: readonly { readonly rows: BlockRows; readonly trace: BlockTrace }[];
  readonly lnFinal: NormTrace;
  readonly features: Pointer;
}

function forward(
  tower: KernelTower,
  frozen: Tensor2D,
  deep: readonly Tensor2D[],
  sizes: ImageRows,
): Pass {
  const { kernels, lnFinal, projection } = tower;
  const { width } = lnFinal;
  const { images, own, prompts } = sizes;
  const length = own + prompts;
  const rows = images * length;
  kernels.release(tower.weightsEnd);
  const all = kernels.matrix(rows, width);
  const ends = kernels.matrix(images, width);
  const every = queriesOf(tower, rows, length, (row) => Math.floor(row / length));
  const first = queriesOf(tower, images, length, (image) => image);
  const classRows = Int32Array.from({ length: images }, (_, image) => image * length);
  const scratch: Scratch = {
    narrow: kernels.matrix(rows, width),
    gathered: kernels.matrix(images, width),
    dQuery: kernels.matrix(rows, width),
    dKeyValue: kernels.matrix(rows, 2 * width),
    wide: kernels.matrix(rows, Math.max(...tower.blocks.map(({ fc }) => fc.outputs))),
    slopes: kernels.matrix(1, every.stride),
  };
  const values = heapView(frozen);
  for (let image = 0; image < images; image++) {
    const from = values.subarray(image * own * width, (image + 1) * own * width);
    kernels.floats(all + 4 * image * length * width, from.length).set(from);
  }
  const blocks = tower.blocks.map((block, index) => {
    const isLast = index === tower.blocks.length - 1;
    const table = deep[index];
    if (table !== undefined) {
      for (let image = 0; image < images; image++) {
        const at = promptsAt(all, image, sizes, width);
        kernels.floats(at, table.size).set(heapView(table));
      }
    }
    const who: BlockRows = {
      rows,
      active: rows,
      ...(isLast ? { queries: first, asking: classRows } : { queries: every }),
    };
    const onto = isLast ? ends : all;
    return { rows: who, trace: forwardBlock(kernels, block, who, scratch, all, onto) };
  });
  const final = normTrace(kernels, lnFinal, images);
  const out = kernels.matrix(images, projection.outputs);
  applyNorm(kernels, lnFinal, final, ends, scratch.narrow, images);
  applyLinear(kernels, projection, scratch.narrow, out, images);
  tower.pass += 1;
  return {
    ...{ number: tower.pass, sizes, depth: deep.length, scratch, all, ends, blocks },
    ...{ lnFinal: final, features: out },
  };
}

function features(
  { kernels, projection }: KernelTower,
  { features, sizes }: Pass,
): Tensor2D {
  const shape: [number, number] = [sizes.images, projection.outputs];
  return tf.tensor2d(kernels.floats(features, shape[0] * shape[1]).slice(), shape);
}

/** Gradients in the prompts of each block, summed over images. */
function backward(tower: KernelTower, pass: Pass, dy: Tensor2D): Tensor2D[] {
  const { kernels, lnFinal, projection } = tower;
  const { sizes, depth, scratch, all, ends, blocks } = pass;
  const { images, prompts } = sizes;
  const { width } = lnFinal;
  kernels.floats(pass.features, dy.size).set(heapView(dy));
  linearGradient(kernels, projection, pass.features, scratch.narrow, images);
  kernels.floats(ends, images * width).fill(0);
  addNormGradient(kernels, lnFinal, pass.lnFinal, scratch.narrow, ends, images);
  const gradients: Tensor2D[] = [];
  for (let index = blocks.length - 1; index >= 0; index--) {
    const { rows, trace } = blocks[index]!;
    const from = rows.asking === undefined ? all : ends;
    backwardBlock(kernels, tower.blocks[index]!, rows, scratch, trace, from, all);
    if (index >= depth) continue;
    const sum = new Float32Array(prompts * width);
    for (let image = 0; image < images; image++) {
      const part = kernels.floats(promptsAt(all, image, sizes, width), sum.length);
      part.forEach((value, i) => (sum[i]! += value));
      // What these rows were before the prompts took their place reached nothing.
      part.fill(0);
    }
    gradients.unshift(tf.tensor2d(sum, [prompts, width]));
  }
  return gradients;
}

function promptsAt(
  all: Pointer,
  image: number,
  { own, prompts }: ImageRows,
  width: number,
): Pointer {
  return all + 4 * (image * (own + prompts) + own) * width;
}

/** Queries that each see all rows of their image. */
function queriesOf(
  { kernels }: KernelTower,
  count: number,
  length: number,
  imageOf: (query: number) => number,
): KernelQueries {
  return {
    count,
    stride: Math.ceil(length / 4) * 4,
    visible: kernels.store(new Int32Array(count)),
    ownStart: kernels.store(
      Int32Array.from({ length: count }, (_, i) => imageOf(i) * length),
    ),
    ownCount: kernels.store(new Int32Array(count).fill(length)),
  };
}
