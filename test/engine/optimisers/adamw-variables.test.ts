import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { adamWState, adamWStep } from "../../../src/engine/optimisers/adamw-variables";
import { startBackend } from "../../../src/engine/backend";
import { tf } from "../../../src/engine/tf";
import { assertClose, liveTensors } from "../helpers";

const RATE = 0.1;
const OPTIONS = {
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-6,
  weightDecay: 0.05,
  clipNorm: 100,
};

for (const backend of ["wasm", "cpu"] as const) {
  describe(`AdamW on ${backend}`, () => {
    before(() => startBackend(backend));

    it("makes two updates of a vector as the formula says", () => {
      const w = tf.variable(tf.tensor1d([2]));
      const state = adamWState({ w });
      adamWStep({ w }, { w: tf.tensor1d([3]) }, state, RATE, OPTIONS);
      // m = 0.1 * 3, v = 0.02 * 9; corrected by 1 - 0.9 and 1 - 0.98 they are 3 and 9.
      const first = 2 - (RATE * 3) / (Math.sqrt(9) + 1e-6);
      assertClose(w, [first], 1e-6);
      adamWStep({ w }, { w: tf.tensor1d([-1]) }, state, RATE, OPTIONS);
      const m = (0.9 * (0.1 * 3) + 0.1 * -1) / (1 - 0.9 ** 2);
      const v = (0.98 * (0.02 * 9) + 0.02 * 1) / (1 - 0.98 ** 2);
      assertClose(w, [first - (RATE * m) / (Math.sqrt(v) + 1e-6)], 1e-6);
      assert.equal(state.updates, 2);
    });

    it("decays matrices, not vectors, and by the rate times the weight", () => {
      const matrix = tf.variable(tf.tensor2d([[4]]));
      const vector = tf.variable(tf.tensor1d([4]));
      const parameters = { matrix, vector };
      const zero = { matrix: tf.zeros([1, 1]), vector: tf.zeros([1]) };
      adamWStep(parameters, zero, adamWState(parameters), RATE, OPTIONS);
      assertClose(matrix, [4 * (1 - 0.1 * 0.05)], 1e-6);
      assertClose(vector, [4], 0);
    });

    it("shrinks all gradients together to the largest norm", () => {
      // Norm of (3, 4) is 5, so a limit of 1 leaves (0.6, 0.8): first moments of 0.06 and 0.08.
      const a = tf.variable(tf.tensor1d([0]));
      const b = tf.variable(tf.tensor1d([0]));
      const state = adamWState({ a, b });
      const gradients = { a: tf.tensor1d([3]), b: tf.tensor1d([4]) };
      adamWStep({ a, b }, gradients, state, RATE, { ...OPTIONS, clipNorm: 1 });
      assertClose(state.first["a"]!, [0.1 * 0.6], 1e-7);
      assertClose(state.first["b"]!, [0.1 * 0.8], 1e-7);
      assertClose(state.second["b"]!, [0.02 * 0.8 ** 2], 1e-7);
    });

    it("leaves parameters without a gradient alone, and keeps no tensor", () => {
      const still = tf.variable(tf.tensor2d([[5]]));
      const moved = tf.variable(tf.tensor1d([5]));
      const parameters = { still, moved };
      const state = adamWState(parameters);
      const gradients = { moved: tf.tensor1d([1]) };
      assert.equal(
        liveTensors(() => adamWStep(parameters, gradients, state, RATE, OPTIONS)),
        0,
      );
      assertClose(still, [5], 0);
      assertClose(moved, [5 - RATE], 1e-6);
    });
  });
}
