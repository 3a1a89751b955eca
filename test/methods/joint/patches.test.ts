import assert from "node:assert/strict";
import { test } from "node:test";
import type { VisionTransformer } from "../../../src/encoders/towers/vision-transformer";
import { startBackend } from "../../../src/engine/backend";
import { tf, type Tensor2D } from "../../../src/engine/tf";
import { patchRows } from "../../../src/methods/joint/patches";

test("patches are the first values of an image, features behind them are left; features alone are refused", async () => {
  await startBackend("wasm");
  const [rows, width, embed] = [3, 2, 4];
  const tower = { positions: tf.zeros([rows, width]) } as VisionTransformer;
  const length = rows * width + embed;
  const images = tf.reshape(tf.range(0, 2 * length), [2, length]);
  const kept = [0, 1].flatMap((i) =>
    Array.from({ length: rows * width }, (_, at) => i * length + at),
  );
  const found = patchRows(tower, images);
  assert.deepEqual([found.shape, [...found.dataSync()]], [[2 * rows, width], kept]);
  const features: Tensor2D = tf.zeros([2, embed]);
  assert.throws(
    () => patchRows(tower, features),
    /expected patches, 3 x 2 values an image, got 4/,
  );
});
