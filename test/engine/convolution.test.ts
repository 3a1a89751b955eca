import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { startBackend } from "../../src/engine/backend";
import { convolve } from "../../src/engine/convolution";
import { layerNorm } from "../../src/engine/layer-norm";
import { tf, type Tensor1D, type Tensor2D, type Tensor4D } from "../../src/engine/tf";
import { seededRandom } from "../../src/numeric/random";
import { assertClose, liveTensors, randomTensor } from "./helpers";

const SIDE = 4;
const [IN, OUT] = [2, 3];

for (const backend of ["wasm", "cpu"] as const) {
  describe(`convolution on ${backend}`, () => {
    before(() => startBackend(backend));

    for (const stride of [1, 2]) {
      it(`equals the sums written out (stride ${stride})`, () => {
        const { x, filter, bias } = parts(backend);
        const y = convolve(x, { stride, filter: () => filter, bias });
        assert.deepEqual(y.shape, [1, SIDE / stride, SIDE / stride, OUT]);
        assertClose(y, plainConvolution(x, filter, bias, stride), 1e-5);
      });
    }

    it("is followed by norm over channels and ReLU where the layer has them", () => {
      const { x, filter, bias } = parts(backend);
      const norm = { gain: tf.ones([OUT]), bias: tf.zeros([OUT]), trainable: false } as {
        gain: Tensor1D;
        bias: Tensor1D;
        trainable: boolean;
      };
      const plain = convolve(x, { stride: 1, filter: () => filter, bias });
      const rows = layerNorm(tf.reshape(plain, [-1, OUT]) as Tensor2D, norm).dataSync();
      const y = convolve(x, { stride: 1, filter: () => filter, bias, norm });
      assertClose(
        y,
        Array.from(rows, (value) => Math.max(0, value)),
        1e-5,
      );
      assert.equal(
        liveTensors(() =>
          tf.tidy(() => convolve(x, { stride: 1, filter: () => filter, bias, norm })),
        ),
        1,
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
