import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { startBackend } from "../../../src/engine/backend";
import { batchNorm, foldNorm, type BatchNorm } from "../../../src/engine/layers/batch-norm";
import { loadNative } from "../../../src/engine/native/native";
import { tf, type Tensor1D, type Tensor2D } from "../../../src/engine/tf";
import { seededRandom } from "../../../src/random/random";
import { assertClose, liveTensors, randomTensor } from "../helpers";

const [ROWS, CHANNELS] = [7, 3];

const NATIVE = loadNative().backend === undefined ? [] : (["tensorflow"] as const);

for (const backend of ["wasm", "cpu", ...NATIVE] as const) {
  describe(`batch norm on ${backend}`, () => {
    before(() => startBackend(backend));

    it("normalises columns by hand-computed mean and variance", () => {
      // Column: mean 2, variance (1 + 0 + 1) / 3 = 2/3.
      const x = tf.tensor2d([1, 2, 3], [3, 1]);
      const y = batchNorm(x, { gain: tf.tensor1d([2]), bias: tf.tensor1d([5]) });
      const step = 2 / Math.sqrt(2 / 3 + 1e-5);
      assertClose(y, [5 - step, 5, 5 + step], 1e-6);
    });

    it("has the gradients of the same thing composed of tfjs operations", () => {
      const { x, norm, weights } = parts();
      const composed = (rows: Tensor2D, gain: Tensor1D, bias: Tensor1D): Tensor2D => {
        const { mean, variance } = tf.moments(rows, 0);
        const normal = tf.div(tf.sub(rows, mean), tf.sqrt(tf.add(variance, 1e-5)));
        return tf.add(tf.mul(normal, gain), bias);
      };
      const gradients = (f: typeof composed): tf.Tensor[] =>
        tf.grads((rows, gain, bias) =>
          tf.sum(tf.mul(f(rows as Tensor2D, gain as Tensor1D, bias as Tensor1D), weights)),
        )([x, norm.gain, norm.bias]);
      const ours = gradients((rows, gain, bias) => batchNorm(rows, { gain, bias }));
      gradients(composed).forEach((expected, at) =>
        assertClose(ours[at]!, expected.dataSync(), 2e-5),
      );
    });

    it("keeps no tensor but its result", () => {
      const { x, norm } = parts();
      assert.equal(
        liveTensors(() => batchNorm(x, norm)),
        1,
      );
    });

    it("folds into an affine map once its statistics are fixed", () => {
      const { x, norm } = parts();
      const { mean, variance } = tf.moments(x, 0);
      const { slope, shift } = foldNorm(norm, mean as Tensor1D, variance as Tensor1D);
      assertClose(tf.add(tf.mul(x, slope), shift), batchNorm(x, norm).dataSync(), 1e-5);
    });
  });
}

function parts(): { x: Tensor2D; norm: BatchNorm; weights: Tensor2D } {
  const random = seededRandom("batch norm");
  return {
    x: randomTensor([ROWS, CHANNELS], random) as Tensor2D,
    norm: {
      gain: randomTensor([CHANNELS], random) as Tensor1D,
      bias: randomTensor([CHANNELS], random) as Tensor1D,
    },
    weights: randomTensor([ROWS, CHANNELS], random) as Tensor2D,
  };
}
