import assert from "node:assert/strict";
import { it } from "node:test";
import { startBackend } from "../../src/engine/backend";
import { tf } from "../../src/engine/tf";

it("tfjs is loaded once: its gradients share what is there", async () => {
  await startBackend("cpu");
  const slope = tf.grad((x) => tf.sum(tf.square(x)));
  assert.deepEqual(await slope(tf.tensor1d([1, -2])).array(), [2, -4]);
  const loaded = Object.keys(require.cache).filter((file) => file.includes("tfjs-core"));
  assert.ok(loaded.some((file) => file.endsWith("Square_grad.js")));
  // What a second copy of the library would bring, and no gradient needs.
  assert.deepEqual(
    loaded.filter((file) => /dist[\\/](io|optimizers|data)[\\/]/.test(file)),
    [],
  );
});
