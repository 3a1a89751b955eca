import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { startBackend } from "../../../src/engine/backend";
import { relativeGradientError } from "../../../src/engine/gradient-check";
import {
  LAYER_NORM_EPSILON,
  type LayerNorm,
} from "../../../src/engine/layers/layer-norm-parameters";
import { layerNorm } from "../../../src/engine/layers/layer-norm";
import {
  tf,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "../../../src/engine/tf";
import { seededRandom } from "../../../src/random/random";
import { assertClose, liveTensors, randomTensor } from "../helpers";

for (const backend of ["wasm", "cpu"] as const) {
  describe(`layer norm on ${backend}`, () => {
    before(() => startBackend(backend));

    it("normalises rows with the variance of 1/n, then scales and shifts", () => {
      // Row 1, 3: mean 2, variance ((1 - 2)^2 + (3 - 2)^2) / 2 = 1.
      // Row -4, 2: mean -1, variance (9 + 9) / 2 = 9.
      const x = tf.tensor2d([1, 3, -4, 2], [2, 2]);
      const norm = normOf([10, 100], [0.5, -0.5], false);
      const one = 1 / Math.sqrt(1 + LAYER_NORM_EPSILON);
      const nine = 3 / Math.sqrt(9 + LAYER_NORM_EPSILON);
      assertClose(
        layerNorm(x, norm),
        [-10 * one + 0.5, 100 * one - 0.5, -10 * nine + 0.5, 100 * nine - 0.5],
        1e-5,
      );
    });

    it("gives a constant row its bias", () => {
      const x = tf.tensor2d([7, 7, 7], [1, 3]);
      assertClose(layerNorm(x, normOf([2, 2, 2], [1, 2, 3], false)), [1, 2, 3], 1e-6);
    });

    for (const trainable of [false, true]) {
      const kind = trainable ? "trainable" : "frozen";
      it(`has the input gradient that central differences see (${kind})`, () => {
        const random = seededRandom("layer norm", backend);
        const mixing = randomTensor([4, 6], random) as Tensor2D;
        const norm = {
          gain: randomTensor([6], random) as Tensor1D,
          bias: randomTensor([6], random) as Tensor1D,
          trainable,
        };
        const loss = (x: Tensor): Scalar =>
          tf.sum(tf.mul(layerNorm(x as Tensor2D, norm), mixing));
        const error = relativeGradientError(loss, randomTensor([4, 6], random), random);
        assert.ok(error < 2e-3, `relative error ${error}`);
      });
    }

    it("has gradients of gain and bias that central differences see", () => {
      const random = seededRandom("gain and bias", backend);
      const x = randomTensor([4, 6], random) as Tensor2D;
      const mixing = randomTensor([4, 6], random);
      const other = randomTensor([6], random) as Tensor1D;
      const ofGain = (gain: Tensor): Scalar => {
        const norm = { gain: gain as Tensor1D, bias: other, trainable: true };
        return tf.sum(tf.mul(layerNorm(x, norm), mixing));
      };
      const ofBias = (bias: Tensor): Scalar => {
        const norm = { gain: other, bias: bias as Tensor1D, trainable: true };
        return tf.sum(tf.mul(layerNorm(x, norm), mixing));
      };
      for (const loss of [ofGain, ofBias]) {
        const error = relativeGradientError(loss, randomTensor([6], random), random);
        assert.ok(error < 1e-3, `relative error ${error}`);
      }
    });

    it("keeps no tensor but its result", () => {
      const x = tf.tensor2d([1, 3, -4, 2], [2, 2]);
      const norm = normOf([1, 2], [3, 4], true);
      assert.equal(
        liveTensors(() => tf.tidy(() => layerNorm(x, norm))),
        1,
      );
      const gradients = tf.grads((a, g, b) => {
        const given = { gain: g as Tensor1D, bias: b as Tensor1D, trainable: true };
        return tf.sum(layerNorm(a as Tensor2D, given));
      });
      assert.equal(
        liveTensors(() => gradients([x, norm.gain, norm.bias])),
        3,
      );
    });
  });
}

function normOf(gain: number[], bias: number[], trainable: boolean): LayerNorm {
  return { gain: tf.tensor1d(gain), bias: tf.tensor1d(bias), trainable };
}
