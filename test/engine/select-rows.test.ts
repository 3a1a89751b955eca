import assert from "node:assert/strict";
import { test } from "node:test";
import { startBackend } from "../../src/engine/backend";
import { copyRows, selectRows } from "../../src/engine/select-rows";
import { tf, type Tensor2D } from "../../src/engine/tf";

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
