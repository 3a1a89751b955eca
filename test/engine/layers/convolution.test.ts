import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { startBackend } from "../../../src/engine/backend";
import { convolve } from "../../../src/engine/layers/convolution";
import { tf, type Tensor1D, type Tensor4D } from "../../../src/engine/tf";
import { seededRandom } from "../../../src/random/random";
import { assertClose, liveTensors, randomTensor } from "../helpers";

const SIDE = 4;
const [IN, OUT] = [2, 3];

for (const backend of ["wasm", "cpu"] as const) {
  describe(`convolution on ${backend}`, () => {
    before(() => startBackend(backend));

    for (const stride of [1, 2]) {
      it(`equals the sums written out (stride ${stride})`, () => {
        const { x, filter, bias } = parts(backend);
        const y = convolve(x, { stride, filter: () => filter, shift: bias, relu: false });
        assert.deepEqual(y.shape, [1, SIDE / stride, SIDE / stride, OUT]);
        assertClose(y, plainConvolution(x, filter, bias, stride), 1e-5);
      });
    }

    it("is followed by ReLU where the layer has one", () => {
      const { x, filter, bias } = parts(backend);
      const layer = { stride: 1, filter: () => filter, shift: bias };
      const plain = convolve(x, { ...layer, relu: false }).dataSync();
      const positive = Array.from(plain, (value) => Math.max(0, value));
      assert.ok(plain.some((value) => value < 0));
      assertClose(convolve(x, { ...layer, relu: true }), positive, 1e-6);
      assert.equal(
        liveTensors(() => tf.tidy(() => convolve(x, { ...layer, relu: true }))),
        1,
      );
    });

    it("has the gradient of ReLU as tfjs computes it", () => {
      const { x, filter, bias } = parts(backend);
      const layer = { stride: 1, filter: () => filter, shift: bias };
      const gradient = (f: (pixels: Tensor4D) => Tensor4D): tf.Tensor =>
        tf.grad((pixels) => tf.sum(tf.square(f(pixels as Tensor4D))))(x);
      const expected = gradient((pixels) =>
        tf.relu(convolve(pixels, { ...layer, relu: false })),
      );
      const ours = gradient((pixels) => convolve(pixels, { ...layer, relu: true }));
      assertClose(ours, expected.dataSync(), 1e-5);
    });

    it("has the batch norm of a network in training in place of a bias", () => {
      const { x, filter, bias } = parts(backend);
      const gain = tf.tensor1d([1, 2, -1]);
      const zero = tf.zeros([OUT]) as Tensor1D;
      const layer = { stride: 1, filter: () => filter, relu: false };
      const product = convolve(x, { ...layer, shift: zero });
      const { mean, variance } = tf.moments(product, [0, 1, 2]);
      const expected = tf.batchNorm(
        product,
        mean as Tensor1D,
        variance as Tensor1D,
        bias,
        gain,
        1e-5,
      );
      assertClose(
        convolve(x, { ...layer, shift: { gain, bias } }),
        expected.dataSync(),
        1e-5,
      );
    });
  });
}

function parts(name: string): { x: Tensor4D; filter: Tensor4D; bias: Tensor1D } {
  const random = seededRandom("convolution", name);
  return {
    x: randomTensor([1, SIDE, SIDE, IN], random) as Tensor4D,
    filter: randomTensor([3, 3, IN, OUT], random) as Tensor4D,
    bias: randomTensor([OUT], random) as Tensor1D,
  };
}

/**
 * One number after the other. "Same" padding as tfjs lays it: with stride 2 and an even side one
 * row of zeros below and one column to the right; with stride 1 one on each side.
 */
function plainConvolution(
  x: Tensor4D,
  filter: Tensor4D,
  bias: Tensor1D,
  stride: number,
): number[] {
  const [pixels] = x.arraySync();
  const weights = filter.arraySync();
  const before = stride === 1 ? 1 : 0;
  const out: number[] = [];
  for (let row = 0; row < SIDE; row += stride) {
    for (let column = 0; column < SIDE; column += stride) {
      for (let channel = 0; channel < OUT; channel++) {
        let sum = bias.arraySync()[channel]!;
        for (let i = 0; i < 3; i++) {
          for (let j = 0; j < 3; j++) {
            const pixel = pixels![row + i - before]?.[column + j - before];
            pixel?.forEach((value, k) => (sum += value * weights[i]![j]![k]![channel]!));
          }
        }
        out.push(sum);
      }
    }
  }
  return out;
}
