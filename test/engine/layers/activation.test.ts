import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { activationOf, gelu, quickGelu } from "../../../src/engine/layers/activation";
import { startBackend } from "../../../src/engine/backend";
import { relativeGradientError } from "../../../src/engine/gradient-check";
import { tf, type Tensor, type Tensor2D } from "../../../src/engine/tf";
import { seededRandom } from "../../../src/random/random";
import { assertClose, liveTensors, randomTensor } from "../helpers";

const POINTS = [-30, -2, -0.5, 0, 0.5, 2, 30];

for (const backend of ["wasm", "cpu"] as const) {
  describe(`activations on ${backend}`, () => {
    before(() => startBackend(backend));

    it("QuickGELU is x / (1 + exp(-1.702 x)), at the ends of the range too", () => {
      const expected = POINTS.map((x) => x / (1 + Math.exp(-1.702 * x)));
      assertClose(quickGelu(tf.tensor2d(POINTS, [1, POINTS.length])), expected, 1e-5);
    });

    it("GELU is x times the normal distribution function", () => {
      // Phi(1) = 0.8413447461, Phi(-1) = 1 - Phi(1); tables of the normal distribution.
      const expected = [-(1 - 0.8413447461), 0, 0.8413447461];
      assertClose(gelu(tf.tensor2d([-1, 0, 1], [1, 3])), expected, 1e-6);
    });

    it("both have the gradient that central differences see", () => {
      for (const activation of [activationOf("quick_gelu"), activationOf("gelu")]) {
        const random = seededRandom("activation", backend);
        const mixing = randomTensor([5, 7], random);
        const error = relativeGradientError(
          (x: Tensor) => tf.sum(tf.mul(activation(x as Tensor2D), mixing)),
          randomTensor([5, 7], random),
          random,
        );
        assert.ok(error < 1e-3, `relative error ${error}`);
      }
    });

    it("keep no tensor but their result", () => {
      const x = tf.tensor2d(POINTS, [1, POINTS.length]);
      assert.equal(
        liveTensors(() => tf.tidy(() => quickGelu(x))),
        1,
      );
      assert.equal(
        liveTensors(() => tf.grad((a) => tf.sum(quickGelu(a as Tensor2D)))(x)),
        1,
      );
    });
  });
}
