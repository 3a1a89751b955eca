import type { Activation } from "../../engine/layers/activation";
import { addToRows, gatherRows } from "../../engine/wasm/wasm-copies";
import {
  activationGradient,
  addNormGradient,
  applyActivation,
  applyLinear,
  applyNorm,
  linearGradient,
  normTrace,
  type KernelLinear,
  type WasmNorm,
  type NormTrace,
} from "../../engine/wasm/wasm-layers";
import type { WasmKernels, Pointer } from "../../engine/wasm/wasm-module";
import { runsOf, type RowRun } from "../../engine/layers/select-rows";

/** A frozen block of the text tower in kernel memory. */
export interface WasmBlock {
  readonly ln1: WasmNorm;
  readonly query: KernelLinear;
  readonly keyValue: KernelLinear;
  readonly outProjection: KernelLinear;
  readonly ln2: WasmNorm;
  readonly fc: KernelLinear;
  readonly projection: KernelLinear;
  readonly activation: Activation;
  readonly heads: number;
}

/** All queries of a block, in kernel memory. */
export interface WasmQueries {
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

/** Memory for the weights of a query over a number of keys. */
export function queryStride(keys: number): number {
  return Math.ceil(keys / 4) * 4;
}

/** The rows that take part in a block. */
export interface BlockRows {
  /** Rows of the block's input. */
  readonly rows: number;
  readonly queries: WasmQueries;
  /**
   * The rows that ask, one per query, in rising order: those whose output is used. Left out where all ask.
   */
  readonly queryRows?: Int32Array;
  /** Queries, keys and values of the last rows, where they are known beforehand. */
  readonly known?: { readonly query: Float32Array; readonly keyValue: Float32Array };
  /** How many rows stand before those: their queries, keys and values are computed. */
  readonly active: number;
  /** Which of them have a gradient that somebody uses. */
  readonly wanted: readonly RowRun[];
}

/** Memory that blocks use one after the other, for matrices of all rows, and a step of rows more for a run of them. */
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
 * x + attention(ln1(x)), then x + mlp(ln2(x)), for the query rows.
 * @param x shape [rows, width]; changed in place
 * @param onto where all ask, x itself; else room for the result
 * @returns the trace; the result lies at `onto`, shape [queries, width]
 */
export function forwardBlock(
  kernels: WasmKernels,
  block: WasmBlock,
  { rows, queries, queryRows, known, active }: BlockRows,
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
  const own = queryRows === undefined ? active : countBelow(queryRows, active);
  if (queryRows === undefined) applyLinear(kernels, block.query, narrow, query, active);
  else {
    gatherRows(kernels, narrow, gathered, queryRows.subarray(0, own), width);
    applyLinear(kernels, block.query, gathered, query, own);
  }
  if (known !== undefined) {
    // Behind the products, which write whole steps of rows.
    putKnown(keyValue + 8 * active * width, known.keyValue);
    if (queryRows === undefined) putKnown(query + 4 * active * width, known.query);
    else {
      const others = queryRows.subarray(own).map((row) => row - active);
      for (const { row, at, count: some } of runsOf(others)) {
        const values = known.query.subarray(row * width, (row + some) * width);
        putKnown(query + 4 * (own + at) * width, values);
      }
    }
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
  if (queryRows !== undefined) gatherRows(kernels, x, onto, queryRows, width);
  applyLinear(kernels, block.outProjection, narrow, onto, count, true);
  applyNorm(kernels, block.ln2, trace.ln2, onto, narrow, count);
  applyLinear(kernels, block.fc, narrow, hidden, count);
  applyActivation(kernels, block.activation, hidden, trace.active, count * inner);
  applyLinear(kernels, block.projection, trace.active, onto, count, true);
  return trace;
}

/** How many of some rising numbers are below a bound. */
function countBelow(rows: Int32Array, bound: number): number {
  const at = rows.findIndex((row) => row >= bound);
  return at < 0 ? rows.length : at;
}

/**
 * Gradient of `forwardBlock` in the wanted rows of its input.
 * @param d gradient of the result, shape [queries, width]; changed in place
 * @param onto where all ask, d itself; else room for the result
 * @returns nothing; the result lies at `onto`, in the wanted rows of shape [active, width]
 */
export function backwardBlock(
  kernels: WasmKernels,
  block: WasmBlock,
  { queries, queryRows, wanted }: BlockRows,
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
  // Run by run to its end: a product writes whole steps of rows, into the next run too.
  for (const { row, count: some } of wanted) {
    const at = 4 * row * width;
    linearGradient(kernels, block.keyValue, dKeyValue + 2 * at, narrow + at, some);
    if (queryRows === undefined) {
      linearGradient(kernels, block.query, dQuery + at, narrow + at, some, true);
    } else {
      kernels.floats(onto + at, some * width).fill(0);
      const first = countBelow(queryRows, row);
      const queries = queryRows.subarray(first, countBelow(queryRows, row + some));
      const from = 4 * first * width;
      linearGradient(kernels, block.query, dQuery + from, gathered, queries.length);
      addToRows(kernels, gathered, narrow, queries, width);
      addToRows(kernels, d + from, onto, queries, width);
    }
    const { normal, inverse } = trace.ln1;
    const ofRun = { normal: normal + at, inverse: inverse + 4 * row };
    addNormGradient(kernels, block.ln1, ofRun, narrow + at, onto + at, some);
  }
}
