import assert from "node:assert/strict";
import { test } from "node:test";
import { startBackend } from "../../../src/engine/backend";
import { copyRows, runsOf, selectRows } from "../../../src/engine/layers/select-rows";
import { tf, type Tensor2D } from "../../../src/engine/tf";

for (const backend of ["cpu", "wasm"]) {
  test(`copies of rows, some of them several times, on ${backend}`, async () => {
    await startBackend(backend);
    const copies = copyRows(tf.tensor2d([1, 2, 3, 4], [2, 2]), Int32Array.of(1, 0, 1));
    assert.deepEqual(copies.arraySync(), [
      [3, 4],
      [1, 2],
      [3, 4],
    ]);
  });
}

test("rows in the order asked for; the gradient returns to their places", async () => {
  await startBackend("wasm");
  const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
  const rows = Int32Array.of(2, 0);
  assert.deepEqual(selectRows(x, rows).arraySync(), [
    [5, 6],
    [1, 2],
  ]);
  const weights = tf.tensor2d([10, 20, 30, 40], [2, 2]);
  const gradient = tf.grad((t) => tf.sum(tf.mul(selectRows(t as Tensor2D, rows), weights)))(
    x,
  );
  assert.deepEqual(gradient.arraySync(), [
    [30, 40],
    [0, 0],
    [10, 20],
  ]);
});

test("runs of consecutive rows, in the order of the list", () => {
  assert.deepEqual(runsOf(Int32Array.of(4, 5, 6, 2, 1, 1, 2)), [
    { row: 4, at: 0, count: 3 },
    { row: 2, at: 3, count: 1 },
    { row: 1, at: 4, count: 1 },
    { row: 1, at: 5, count: 2 },
  ]);
  assert.deepEqual(runsOf(new Int32Array(0)), []);
});
