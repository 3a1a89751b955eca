import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { startBackend } from "../../src/engine/backend";
import { batchNorm } from "../../src/engine/layers/batch-norm";
import { crossEntropy } from "../../src/engine/layers/cross-entropy";
import { checkGradient } from "../../src/engine/gradient-check";
import { layerNorm } from "../../src/engine/layers/layer-norm";
import { selectRows } from "../../src/engine/layers/select-rows";
import {
  tf,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "../../src/engine/tf";
import { seededRandom } from "../../src/random/random";
import { randomTensor } from "./helpers";

interface Norm {
  readonly gain: Tensor1D;
  readonly bias: Tensor1D;
}

const [ROWS, COLUMNS] = [4, 6];

function input(): Tensor2D {
  return randomTensor([ROWS, COLUMNS], seededRandom("x")) as Tensor2D;
}

/** A loss in which every entry of y counts differently, and not linearly. */
function mixed(y: Tensor): Scalar {
  const weights = randomTensor([...y.shape], seededRandom("weights"));
  return tf.sum(tf.mul(tf.sin(y), weights));
}

for (const backend of ["wasm", "cpu"] as const) {
  describe(`the gradient check on ${backend}`, () => {
    before(() => startBackend(backend));

    it("knows how far it may be off: about 1e-4 for a loss of order 1", () => {
      const { error, uncertainty } = checkGradient(mixed, input(), seededRandom("d"));
      assert.ok(error <= uncertainty, `${error} beyond ${uncertainty}`);
      assert.ok(uncertainty < 1e-3, String(uncertainty));
    });

    it("says more of a loss that is a thousand times less exact", () => {
      // 1000 in front of the loss takes ten bits off its differences.
      const lifted = (x: Tensor): Scalar => tf.add(mixed(x), 1000);
      const exact = checkGradient(mixed, input(), seededRandom("d"));
      const coarse = checkGradient(lifted, input(), seededRandom("d"));
      assert.ok(coarse.uncertainty > 10 * exact.uncertainty);
      assert.ok(coarse.error <= coarse.uncertainty);
    });

    it("sees a gradient that is a tenth too long", () => {
      const wrong = tf.customGrad((x) => ({
        value: tf.square(x as Tensor),
        gradFunc: (dy) => tf.mul(dy, tf.mul(x as Tensor, 2.2)),
      }));
      const loss = (x: Tensor): Scalar => tf.sum(wrong(x));
      const { error, uncertainty } = checkGradient(loss, input(), seededRandom("d"));
      assert.ok(error > 0.02 && error > 20 * uncertainty, `${error} ${uncertainty}`);
    });

    it("refuses a loss without a gradient, which it could not judge", () => {
      const flat = (x: Tensor): Scalar => tf.sum(tf.mul(x, 0));
      assert.throws(() => checkGradient(flat, input(), seededRandom("d")), /of length 0/);
    });
  });

  describe(`custom gradients on ${backend}`, () => {
    before(() => startBackend(backend));
    const vector = (name: string): Tensor1D =>
      randomTensor([COLUMNS], seededRandom(name)) as Tensor1D;
    const losses: Readonly<Record<string, (x: Tensor2D, norm: Norm) => Tensor>> = {
      "batch norm": batchNorm,
      "batch norm's gain": (x, { bias }) => {
        const gain = tf.reshape(tf.slice(x, [0, 0], [1, -1]), [COLUMNS]) as Tensor1D;
        return batchNorm(input(), { gain, bias });
      },
      "layer norm, frozen": (x, norm) => layerNorm(x, { ...norm, trainable: false }),
      "layer norm, trainable": (x, norm) => layerNorm(x, { ...norm, trainable: true }),
      "cross-entropy": (x) => crossEntropy(x, Int32Array.of(0, 5, 2, 2)),
      "selected rows": (x) => selectRows(x, Int32Array.of(3, 0, 2)),
    };
    for (const [name, of] of Object.entries(losses)) {
      it(`${name}: as central differences see it`, () => {
        const norm = { gain: vector("gain"), bias: vector("bias") };
        const loss = (x: Tensor): Scalar => mixed(of(x as Tensor2D, norm));
        const { error, uncertainty } = checkGradient(loss, input(), seededRandom("d"));
        assert.ok(error <= 2 * uncertainty && error < 5e-3, `${error} ${uncertainty}`);
      });
    }
  });
}
