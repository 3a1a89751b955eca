import assert from "node:assert/strict";
import { test } from "node:test";
import "@tensorflow/tfjs-backend-cpu";
import { frozenLinear } from "../../../src/engine/layers/linear";
import { loadNative } from "../../../src/engine/native/native";
import { readInto } from "../../../src/engine/native/native-read";
import { tf, type Tensor, type Tensor1D, type Tensor2D } from "../../../src/engine/tf";

const native = loadNative();
const skip = native.backend === undefined ? native.explanation : false;

/** The result of `f` on a backend, with the inputs `shapes` filled alike on each. */
async function on(
  backend: string,
  shapes: readonly number[][],
  f: (...x: Tensor[]) => Tensor,
) {
  await tf.setBackend(backend);
  return tf.tidy(() =>
    f(
      ...shapes.map((shape, seed) => {
        const size = tf.util.sizeFromShape(shape);
        return tf.tensor(
          Float32Array.from({ length: size }, (_, i) => Math.sin(i + seed)),
          shape,
        );
      }),
    ).dataSync(),
  );
}

async function sameOnBoth(shapes: readonly number[][], f: (...x: Tensor[]) => Tensor) {
  const expected = await on("cpu", shapes, f);
  const actual = await on("tensorflow", shapes, f);
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    const bound = 1e-5 * (1 + Math.abs(value));
    assert.ok(
      Math.abs(actual[i]! - value) < bound,
      `entry ${i}: ${actual[i]} is not ${value}`,
    );
  });
}

test("the explanation says what runs, or why not and how to build it", () => {
  if (native.backend !== undefined) {
    assert.match(native.explanation, new RegExp(native.backend.source));
  } else {
    assert.match(native.explanation, /environment\/native\/build/);
  }
});

test("a second load changes nothing", { skip }, () => {
  assert.deepEqual(loadNative(), native);
});

test("matMul agrees with the cpu backend, transposed operands too", { skip }, async () => {
  await sameOnBoth(
    [
      [7, 33],
      [33, 5],
    ],
    (a, b) => tf.matMul(a!, b!),
  );
  await sameOnBoth(
    [
      [3, 33, 7],
      [3, 5, 33],
    ],
    (a, b) => tf.matMul(a!, b!, true, true),
  );
});

test(
  "a gradient through softmax and matMul agrees with the cpu backend",
  { skip },
  async () => {
    await sameOnBoth(
      [
        [6, 9],
        [9, 4],
      ],
      (x, w) =>
        tf.grads((a, b) => tf.sum(tf.square(tf.softmax(tf.matMul(a!, b!)))))([x!, w!])[1]!,
    );
  },
);

test(
  "a frozen map and the gradient of its input agree with the cpu backend",
  { skip },
  async () => {
    const shapes = [[5, 33], [33, 7], [7]];
    const map = (w: Tensor, b: Tensor) => frozenLinear(w as Tensor2D, b as Tensor1D);
    await sameOnBoth(shapes, (x, w, b) => {
      const { apply, dispose } = map(w!, b!);
      const y = apply(x as Tensor2D);
      dispose();
      return y;
    });
    await sameOnBoth(shapes, (x, w, b) => {
      const { apply, dispose } = map(w!, b!);
      const dx = tf.grad((a) => tf.sum(tf.square(apply(a as Tensor2D))))(x!);
      dispose();
      return dx;
    });
  },
);

test("values are read into an array, from any place they lie in", { skip }, async () => {
  await tf.setBackend("tensorflow");
  const given = tf.tensor1d([1, 2, 3]);
  const room = new Float32Array(5);
  readInto(given, room.subarray(0, 3));
  readInto(tf.square(given), room.subarray(2, 5));
  assert.deepEqual([...room], [1, 2, 1, 4, 9]);
  assert.throws(() => readInto(tf.square(given), room), /expected 3 values, got 5/);
});

test("disposed tensors leave no data behind", { skip }, async () => {
  await tf.setBackend("tensorflow");
  const before = tf.memory();
  tf.tidy(() => tf.matMul(tf.ones([8, 8]), tf.ones([8, 8])).dataSync());
  assert.deepEqual(tf.memory(), before);
});
