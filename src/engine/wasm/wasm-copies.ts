import type { WasmKernels, Pointer } from "./wasm-module";
import { runsOf } from "../layers/select-rows";

/** Copies rows of a matrix in kernel memory to the rows 0, 1, ... of another. @param width values of a row */
export function gatherRows(
  kernels: WasmKernels,
  from: Pointer,
  to: Pointer,
  rows: Int32Array,
  width: number,
): void {
  const memory = wholeMemory(kernels);
  for (const { row, at, count } of runsOf(rows)) {
    const start = from / 4 + row * width;
    memory.copyWithin(to / 4 + at * width, start, start + count * width);
  }
}

/** Copies the rows 0, 1, ... of a matrix in kernel memory to some rows of another. @param width values of a row */
export function scatterRows(
  kernels: WasmKernels,
  from: Pointer,
  to: Pointer,
  rows: Int32Array,
  width: number,
): void {
  const memory = wholeMemory(kernels);
  for (const { row, at, count } of runsOf(rows)) {
    const start = from / 4 + at * width;
    memory.copyWithin(to / 4 + row * width, start, start + count * width);
  }
}

/** Adds row i of `from` to row `rows[i]` of `to`. @param width values of a row */
export function addToRows(
  kernels: WasmKernels,
  from: Pointer,
  to: Pointer,
  rows: Int32Array,
  width: number,
): void {
  const memory = wholeMemory(kernels);
  for (const { row, at, count } of runsOf(rows)) {
    const source = from / 4 + at * width;
    const target = to / 4 + row * width;
    for (let k = 0; k < count * width; k++) memory[target + k]! += memory[source + k]!;
  }
}

function wholeMemory(kernels: WasmKernels): Float32Array {
  return kernels.floats(0, Math.floor(kernels.mark() / 4));
}
