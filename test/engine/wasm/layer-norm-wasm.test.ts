import assert from "node:assert/strict";
import { test } from "node:test";
import { startBackend } from "../../../src/engine/backend";
import { layerNorm } from "../../../src/engine/layers/layer-norm";
import { tf, type Tensor2D } from "../../../src/engine/tf";
import { randomNormal, seededRandom } from "../../../src/random/random";

const [ROWS, WIDTH] = [5, 12];

/** Value and input gradient of a frozen norm on a backend. */
async function frozenNorm(
  backend: string,
): Promise<{ value: Float32Array; grad: Float32Array }> {
  await startBackend(backend);
  const random = seededRandom("norm");
  const matrix = (): Tensor2D =>
    tf.tensor2d(randomNormal(ROWS * WIDTH, 2, random), [ROWS, WIDTH]);
  const [x, weights] = [matrix(), matrix()];
  const gain = tf.tensor1d(randomNormal(WIDTH, 1, random));
  const bias = tf.tensor1d(randomNormal(WIDTH, 1, random));
  const norm = { gain, bias, trainable: false };
  const value = layerNorm(x, norm).dataSync<"float32">().slice();
  const before = tf.memory().numTensors;
  const gradient = tf.grad((t) => tf.sum(tf.mul(layerNorm(t as Tensor2D, norm), weights)))(
    x,
  );
  assert.equal(tf.memory().numTensors, before + 1);
  return { value, grad: gradient.dataSync<"float32">().slice() };
}

test("one pass on wasm gives what the composed operations give", async () => {
  const [wasm, composed] = [await frozenNorm("wasm"), await frozenNorm("cpu")];
  for (const part of ["value", "grad"] as const) {
    wasm[part].forEach((v, i) => assert.ok(Math.abs(v - composed[part][i]!) < 1e-5));
  }
});

test("a clone on wasm shares memory and outlives its source", async () => {
  await startBackend("wasm");
  const x = tf.tensor1d([1, 2, 3]);
  const before = tf.memory().numBytes;
  const y = x.clone();
  x.dispose();
  assert.deepEqual([...y.dataSync()], [1, 2, 3]);
  assert.equal(tf.memory().numBytes, before);
  y.dispose();
  assert.equal(tf.memory().numBytes, before - 12);
});
