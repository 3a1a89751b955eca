import assert from "node:assert/strict";
import { test } from "node:test";
import { sgdStep } from "../../../src/engine/optimisers/sgd";

test("without momentum and decay, a step is rate times gradient", () => {
  const [w, v] = [Float32Array.of(1, -2), new Float32Array(2)];
  sgdStep(w, Float32Array.of(0.5, 0.25), v, 0.5, { momentum: 0, weightDecay: 0 });
  assert.deepEqual([...w], [1 - 0.5 * 0.5, -2 - 0.5 * 0.25]);
});

test("momentum keeps velocity, decay adds the value to the gradient", () => {
  const [w, v] = [Float32Array.of(2), new Float32Array(1)];
  const options = { momentum: 0.5, weightDecay: 0.25 };
  sgdStep(w, Float32Array.of(1), v, 0.5, options);
  // v = 1 + 0.25 * 2 = 1.5, w = 2 - 0.5 * 1.5 = 1.25
  assert.deepEqual([v[0], w[0]], [1.5, 1.25]);
  sgdStep(w, Float32Array.of(-1), v, 0.5, options);
  // v = 0.5 * 1.5 - 1 + 0.25 * 1.25 = 0.0625, w = 1.25 - 0.5 * 0.0625
  assert.deepEqual([v[0], w[0]], [0.0625, 1.25 - 0.03125]);
});
