import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { startBackend } from "../../../src/engine/backend";
import { relativeGradientError } from "../../../src/engine/gradient-check";
import { frozenLinear, trainableLinear } from "../../../src/engine/layers/linear";
import { tf, type Tensor, type Tensor1D, type Tensor2D } from "../../../src/engine/tf";
import { seededRandom } from "../../../src/random/random";
import { assertClose, liveTensors, randomTensor } from "../helpers";

const X = [
  [1, 2],
  [3, -1],
];
const WEIGHT = [
  [1, 0, 2],
  [-1, 4, 1],
];
const BIAS = [0.5, 0, -0.5];
/** x W + b, written out. */
const EXPECTED = [
  1 * 1 + 2 * -1 + 0.5,
  1 * 0 + 2 * 4,
  1 * 2 + 2 * 1 - 0.5,
  3 * 1 - 1 * -1 + 0.5,
  3 * 0 - 1 * 4,
  3 * 2 - 1 * 1 - 0.5,
];

for (const backend of ["wasm", "cpu"] as const) {
  describe(`linear maps on ${backend}`, () => {
    before(() => startBackend(backend));

    it("give x W + b, frozen or trainable, with or without bias", () => {
      const [x, weight, bias] = [tf.tensor2d(X), tf.tensor2d(WEIGHT), tf.tensor1d(BIAS)];
      const plain = EXPECTED.map((value, i) => value - BIAS[i % 3]!);
      for (const make of [frozenLinear, trainableLinear]) {
        assertClose(make(weight, bias).apply(x), EXPECTED, 1e-6);
        assertClose(make(weight).apply(x), plain, 1e-6);
      }
    });

    it("frozen: the input gradient is dy W', as for the trainable one", () => {
      const random = seededRandom("linear", backend);
      const weight = randomTensor([4, 3], random) as Tensor2D;
      const bias = randomTensor([3], random) as Tensor1D;
      const x = randomTensor([5, 4], random) as Tensor2D;
      const mixing = randomTensor([5, 3], random);
      const [frozen, trainable] = [frozenLinear, trainableLinear].map((make) => {
        const { apply } = make(weight, bias);
        return tf.grad((a: Tensor) => tf.sum(tf.mul(apply(a as Tensor2D), mixing)))(x);
      });
      assertClose(frozen!, trainable!.dataSync(), 1e-5);
      assertClose(frozen!, tf.matMul(mixing, weight, false, true).dataSync(), 1e-5);
    });

    it("trainable: weight and bias have the gradients that central differences see", () => {
      const random = seededRandom("weights", backend);
      const x = randomTensor([5, 4], random) as Tensor2D;
      const mixing = randomTensor([5, 3], random);
      const bias = randomTensor([3], random) as Tensor1D;
      const weight = randomTensor([4, 3], random) as Tensor2D;
      const loss = (w: Tensor, b: Tensor): tf.Scalar => {
        const y = trainableLinear(w as Tensor2D, b as Tensor1D).apply(x);
        return tf.sum(tf.mul(tf.sin(y), mixing));
      };
      const errors = [
        relativeGradientError((w) => loss(w, bias), weight, random),
        relativeGradientError((b) => loss(weight, b), bias, random),
      ];
      for (const error of errors) assert.ok(error < 5e-3, `relative error ${error}`);
    });

    it("frozen: keeps no more than a transpose, until it is freed", () => {
      const x = tf.tensor2d(X);
      const before = tf.memory().numTensors;
      const map = frozenLinear(tf.tensor2d(WEIGHT));
      const gradient = (): tf.Tensor => tf.grad((a) => tf.sum(map.apply(a as Tensor2D)))(x);
      gradient().dispose();
      assert.ok(tf.memory().numTensors <= before + 2);
      assert.equal(liveTensors(gradient), 1);
      map.dispose();
      assert.equal(tf.memory().numTensors, before + 1);
    });
  });
}
