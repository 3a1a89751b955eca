import type { Activation } from "../engine/activation";
import {
  activationGradient,
  addNormGradient,
  applyActivation,
  applyLinear,
  applyNorm,
  linearGradient,
  normTrace,
  type KernelLinear,
  type KernelNorm,
  type NormTrace,
} from "../engine/kernel-layers";
import type { Kernels, Pointer } from "../engine/kernels";

/** A frozen block of the text tower in kernel memory. */
export interface KernelBlock {
  readonly ln1: KernelNorm;
  readonly query: KernelLinear;
  readonly keyValue: KernelLinear;
  readonly outProjection: KernelLinear;
  readonly ln2: KernelNorm;
  readonly fc: KernelLinear;
  readonly projection: KernelLinear;
  readonly activation: Activation;
  readonly heads: number;
}

/** All queries of a block, in kernel memory. */
export interface KernelQueries {
  readonly count: number;
  /** Most keys that a query sees, up to a multiple of 4. */
  readonly stride: number;
  /** Together all queries and all rows, in order. */
  readonly groups: readonly QueryGroup[];
}

/** Sequences that share their first rows: `PrefixQueries` in kernel memory, counted from its first row. */
export interface QueryGroup {
  readonly firstQuery: number;
  readonly count: number;
  readonly firstRow: number;
  readonly rows: number;
  readonly visible: Pointer;
  readonly ownStart: Pointer;
  readonly ownCount: Pointer;
}

/** Room for the weights of a query that sees so many keys. */
export function queryStride(keys: number): number {
  return Math.ceil(keys / 4) * 4;
}

/** Who takes part in a block. */
export interface BlockRows {
  /** Rows of the block's input. */
  readonly rows: number;
  readonly queries: KernelQueries;
  /** The rows that ask, one per query; left out where all ask. */
  readonly asking?: Int32Array;
  /** Queries, keys and values of the last rows, where they are known beforehand. */
  readonly known?: { readonly query: Float32Array; readonly keyValue: Float32Array };
  /** The first rows, whose queries, keys and values are computed and whose gradient is asked for. */
  readonly active: number;
}

/** Room that blocks use one after the other, for matrices of all rows. */
export interface Scratch {
  readonly narrow: Pointer;
  readonly gathered: Pointer;
  readonly dQuery: Pointer;
  readonly dKeyValue: Pointer;
  /** Of the width between the two layers of the perceptron. */
  readonly wide: Pointer;
  /** Of what one query sees. */
  readonly slopes: Pointer;
}

/** What the gradient of a block needs of its forward pass. */
export interface BlockTrace {
  readonly ln1: NormTrace;
  readonly query: Pointer;
  readonly keyValue: Pointer;
  readonly weights: Pointer;
  readonly ln2: NormTrace;
  readonly hidden: Pointer;
  readonly active: Pointer;
}

/**
 * x + attention(ln1(x)), then x + mlp(ln2(x)), for the rows that ask.
 * @param x shape [rows, width]; changed in place
 * @param onto where all ask, x itself; else room for the result
 * @returns the trace; the result lies at `onto`, shape [queries, width]
 */
export function forwardBlock(
  kernels: Kernels,
  block: KernelBlock,
  { rows, queries, asking, known, active }: BlockRows,
  { narrow, gathered }: Scratch,
  x: Pointer,
  onto: Pointer,
): BlockTrace {
  const { width } = block.ln1;
  const { count, stride } = queries;
  const inner = block.fc.outputs;
  const trace: BlockTrace = {
    ln1: normTrace(kernels, block.ln1, active),
    query: kernels.matrix(count, width),
    keyValue: kernels.matrix(rows, 2 * width),
    weights: kernels.matrix(count, block.heads * stride),
    ln2: normTrace(kernels, block.ln2, count),
    hidden: kernels.matrix(count, inner),
    active: kernels.matrix(count, inner),
  };
  const { query, keyValue, weights, hidden } = trace;
  const putKnown = (at: Pointer, values: Float32Array): void =>
    kernels.floats(at, values.length).set(values);

  applyNorm(kernels, block.ln1, trace.ln1, x, narrow, active);
  applyLinear(kernels, block.keyValue, narrow, keyValue, active);
  if (known !== undefined) putKnown(keyValue + 8 * active * width, known.keyValue);
  if (asking === undefined) {
    applyLinear(kernels, block.query, narrow, query, active);
    if (known !== undefined) putKnown(query + 4 * active * width, known.query);
  } else if (known === undefined) {
    gatherRows(kernels, narrow, gathered, asking, width);
    applyLinear(kernels, block.query, gathered, query, count);
  } else {
    asking.forEach((row, i) => {
      const from = (row - active) * width;
      putKnown(query + 4 * i * width, known.query.subarray(from, from + width));
    });
  }
  const size = width / block.heads;
  for (const group of queries.groups) {
    const [first, row] = [4 * group.firstQuery, 4 * group.firstRow];
    kernels.call.attend(
      ...([query + first * width, keyValue + row * 2 * width] as const),
      ...([group.visible, group.ownStart, group.ownCount] as const),
      ...([weights + first * block.heads * stride, stride] as const),
      ...([narrow + first * width, group.count, block.heads, size] as const),
    );
  }
  if (asking !== undefined) gatherRows(kernels, x, onto, asking, width);
  applyLinear(kernels, block.outProjection, narrow, onto, count, true);
  applyNorm(kernels, block.ln2, trace.ln2, onto, narrow, count);
  applyLinear(kernels, block.fc, narrow, hidden, count);
  applyActivation(kernels, block.activation, hidden, trace.active, count * inner);
  applyLinear(kernels, block.projection, trace.active, onto, count, true);
  return trace;
}

/**
 * Gradient of `forwardBlock` in the active rows of its input.
 * @param d gradient of the result, shape [queries, width]; changed in place
 * @param onto where all ask, d itself; else room for the result
 * @returns nothing; the result lies at `onto`, shape [active, width]
 */
export function backwardBlock(
  kernels: Kernels,
  block: KernelBlock,
  { queries, asking, known, active }: BlockRows,
  { narrow, gathered, dQuery, dKeyValue, wide, slopes }: Scratch,
  trace: BlockTrace,
  d: Pointer,
  onto: Pointer,
): void {
  const { width } = block.ln1;
  const { count, stride } = queries;
  const inner = count * block.fc.outputs;
  linearGradient(kernels, block.projection, d, wide, count);
  activationGradient(kernels, block.activation, trace.hidden, trace.active, wide, inner);
  linearGradient(kernels, block.fc, wide, narrow, count);
  addNormGradient(kernels, block.ln2, trace.ln2, narrow, d, count);
  linearGradient(kernels, block.outProjection, d, narrow, count);
  const size = width / block.heads;
  for (const group of queries.groups) {
    const [first, row] = [4 * group.firstQuery, 4 * group.firstRow];
    kernels.call.attendGradient(
      ...([narrow + first * width, trace.query + first * width] as const),
      ...([trace.keyValue + row * 2 * width] as const),
      ...([group.visible, group.ownStart, group.ownCount] as const),
      ...([trace.weights + first * block.heads * stride, stride, slopes] as const),
      ...([dQuery + first * width, dKeyValue + row * 2 * width] as const),
      ...([group.count, group.rows, block.heads, size] as const),
    );
  }
  linearGradient(kernels, block.keyValue, dKeyValue, narrow, active);
  if (asking === undefined) {
    linearGradient(kernels, block.query, dQuery, narrow, active, true);
  } else {
    kernels.floats(onto, active * width).fill(0);
    if (known === undefined) {
      linearGradient(kernels, block.query, dQuery, gathered, count);
      addRows(kernels, gathered, narrow, asking, width);
      addRows(kernels, d, onto, asking, width);
    }
  }
  addNormGradient(kernels, block.ln1, trace.ln1, narrow, onto, active);
}

function gatherRows(
  kernels: Kernels,
  from: Pointer,
  to: Pointer,
  rows: Int32Array,
  width: number,
): void {
  rows.forEach((row, i) =>
    kernels
      .floats(to + 4 * i * width, width)
      .set(kernels.floats(from + 4 * row * width, width)),
  );
}

/** Adds row i of `from` to row `rows[i]` of `to`. */
function addRows(
  kernels: Kernels,
  from: Pointer,
  to: Pointer,
  rows: Int32Array,
  width: number,
): void {
  rows.forEach((row, i) => {
    const source = kernels.floats(from + 4 * i * width, width);
    const target = kernels.floats(to + 4 * row * width, width);
    for (let k = 0; k < width; k++) target[k]! += source[k]!;
  });
}
