import assert from "node:assert/strict";
import { test } from "node:test";
import { addToRows, gatherRows, scatterRows } from "../../../src/engine/wasm/wasm-copies";
import { WasmKernels } from "../../../src/engine/wasm/wasm-module";

test("rows in kernel memory go to the front of another matrix, and back to their places", () => {
  const kernels = new WasmKernels(1);
  const from = kernels.store(Float32Array.of(0, 1, 10, 11, 20, 21, 30, 31));
  const to = kernels.store(new Float32Array(8).fill(-1));
  const rows = Int32Array.of(0, 2, 3);
  gatherRows(kernels, from, to, rows, 2);
  assert.deepEqual([...kernels.floats(to, 8)], [0, 1, 20, 21, 30, 31, -1, -1]);
  const back = kernels.store(new Float32Array(8).fill(-1));
  scatterRows(kernels, to, back, rows, 2);
  assert.deepEqual([...kernels.floats(back, 8)], [0, 1, -1, -1, 20, 21, 30, 31]);
  addToRows(kernels, to, back, rows, 2);
  assert.deepEqual([...kernels.floats(back, 8)], [0, 2, -1, -1, 40, 42, 60, 62]);
});
