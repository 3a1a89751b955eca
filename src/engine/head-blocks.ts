import type { Tensor2D } from "./tf";
import { heapMatrix, heapView } from "./wasm-heap";

/**
 * Block-diagonal layouts of a shared prefix's keys and values, one block per head, so that one
 * matrix product serves all heads. For the wasm backend, on the module's memory.
 */
export interface HeadShape {
  readonly width: number;
  readonly heads: number;
  /** Columns of a head, width / heads. */
  readonly size: number;
  /** Rows of the prefix. */
  readonly prefix: number;
}

/** Keys (part 0) or values (part 1) of the prefix as columns, shape [width, heads * prefix]. */
export function columnsOfHeads(
  keyValue: Tensor2D,
  part: 0 | 1,
  shape: HeadShape,
): Tensor2D {
  const { width, heads, size, prefix } = shape;
  const blocks = heapMatrix(width, heads * prefix);
  const [from, to] = [heapView(keyValue), heapView(blocks).fill(0)];
  for (let column = 0; column < width; column++) {
    const at = column * heads * prefix + Math.floor(column / size) * prefix;
    for (let row = 0; row < prefix; row++) {
      to[at + row] = from[row * 2 * width + part * width + column]!;
    }
  }
  return blocks;
}

/** Keys (part 0) or values (part 1) of the prefix as rows, shape [heads * prefix, width]. */
export function rowsOfHeads(keyValue: Tensor2D, part: 0 | 1, shape: HeadShape): Tensor2D {
  const { width, heads, size, prefix } = shape;
  const blocks = heapMatrix(heads * prefix, width);
  const [from, to] = [heapView(keyValue), heapView(blocks).fill(0)];
  for (let head = 0; head < heads; head++) {
    for (let row = 0; row < prefix; row++) {
      const at = row * 2 * width + part * width + head * size;
      to.set(from.subarray(at, at + size), (head * prefix + row) * width + head * size);
    }
  }
  return blocks;
}

/** Reads the diagonal blocks of [heads * prefix, width] back into rows of keys or values. */
export function gatherHeads(
  blocks: Float32Array,
  out: Float32Array,
  offset: number,
  { width, heads, size, prefix }: HeadShape,
): void {
  for (let head = 0; head < heads; head++) {
    for (let row = 0; row < prefix; row++) {
      const at = (head * prefix + row) * width + head * size;
      out.set(blocks.subarray(at, at + size), row * 2 * width + offset + head * size);
    }
  }
}

/** Writes the transpose of a [rows, columns] matrix. */
export function transposeInto(
  from: Float32Array,
  to: Float32Array,
  rows: number,
  columns: number,
): void {
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++)
      to[column * rows + row] = from[row * columns + column]!;
  }
}
