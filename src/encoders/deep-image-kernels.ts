import type { Pointer } from "../engine/kernels";
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
      value: passFeatures(tower, pass),
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

/** A pass over images. */
interface Pass extends KernelPass {
  readonly sizes: ImageRows;
  /** Blocks whose prompts were put in. */
  readonly depth: number;
}

function forward(
  tower: KernelTower,
  frozen: Tensor2D,
  deep: readonly Tensor2D[],
  sizes: ImageRows,
): Pass {
  const { kernels } = tower;
  const { width } = tower.lnFinal;
  const { images, own, prompts } = sizes;
  const length = own + prompts;
  const rows = images * length;
  const room = passRoom(tower, rows, images, length);
  const { all, ends, scratch } = room;
  const every = queriesOf(tower, rows, length, (row) => Math.floor(row / length));
  const first = queriesOf(tower, images, length, (image) => image);
  const classRows = Int32Array.from({ length: images }, (_, image) => image * length);
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
  const finished = finishPass(tower, room, blocks, images);
  return { ...finished, sizes, depth: deep.length };
}

/** Gradients in the prompts of each block, summed over images. */
function backward(tower: KernelTower, pass: Pass, dy: Tensor2D): Tensor2D[] {
  const { sizes, depth, all } = pass;
  const { images, prompts } = sizes;
  const { width } = tower.lnFinal;
  const gradients: Tensor2D[] = [];
  backwardPass(tower, pass, dy, (index) => {
    if (index >= depth) return;
    const sum = new Float32Array(prompts * width);
    for (let image = 0; image < images; image++) {
      const at = promptsAt(all, image, sizes, width);
      const part = tower.kernels.floats(at, sum.length);
      part.forEach((value, i) => (sum[i]! += value));
      // What these rows were before the prompts took their place reached nothing.
      part.fill(0);
    }
    gradients.unshift(tf.tensor2d(sum, [prompts, width]));
  });
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
    stride: queryStride(length),
    visible: kernels.store(new Int32Array(count)),
    ownStart: kernels.store(
      Int32Array.from({ length: count }, (_, i) => imageOf(i) * length),
    ),
    ownCount: kernels.store(new Int32Array(count).fill(length)),
  };
}
