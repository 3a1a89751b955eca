import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import {
  queryRowIndices,
  attention,
  causalMask,
} from "../../../src/engine/layers/attention";
import { startBackend } from "../../../src/engine/backend";
import { relativeGradientError } from "../../../src/engine/gradient-check";
import { tf, type Tensor, type Tensor2D } from "../../../src/engine/tf";
import { seededRandom } from "../../../src/random/random";
import { assertClose, liveTensors, randomTensor } from "../helpers";

const SHAPE = { batch: 2, length: 3, heads: 2 };
const WIDTH = 4;

for (const backend of ["wasm", "cpu"] as const) {
  describe(`attention on ${backend}`, () => {
    before(() => startBackend(backend));

    for (const masked of [false, true]) {
      it(`equals the sums written out${masked ? ", with a causal mask" : ""}`, () => {
        const random = seededRandom("attention", backend);
        const qkv = randomTensor([6, 3 * WIDTH], random) as Tensor2D;
        const mask = masked ? causalMask(SHAPE.length) : undefined;
        const expected = plainAttention(qkv.arraySync(), masked);
        assertClose(attention(qkv, SHAPE, mask), expected.flat(), 1e-5);
        const shape = { ...SHAPE, queryRows: 2 };
        const [first, second, , fourth, fifth] = expected;
        const some = [first!, second!, fourth!, fifth!].flat();
        assertClose(attention(qkv, shape, mask), some, 1e-5);
        assertClose(queryRowIndices(tf.tensor2d(expected), shape), some, 1e-6);
      });
    }

    it("has the gradient that central differences see", () => {
      const random = seededRandom("gradient", backend);
      const mixing = randomTensor([6, WIDTH], random);
      const mask = causalMask(SHAPE.length);
      const error = relativeGradientError(
        (x: Tensor) => tf.sum(tf.mul(attention(x as Tensor2D, SHAPE, mask), mixing)),
        randomTensor([6, 3 * WIDTH], random),
        random,
      );
      assert.ok(error < 2e-3, `relative error ${error}`);
    });

    it("stays finite when scores are huge", () => {
      const qkv = tf.fill([6, 3 * WIDTH], 1e4) as Tensor2D;
      assertClose(attention(qkv, SHAPE, causalMask(3)), Array(24).fill(1e4), 1);
    });

    it("keeps no tensor but its result", () => {
      const qkv = tf.ones([6, 3 * WIDTH]) as Tensor2D;
      const mask = causalMask(SHAPE.length);
      assert.equal(
        liveTensors(() => tf.tidy(() => attention(qkv, SHAPE, mask))),
        1,
      );
    });
  });
}

describe("the causal mask", () => {
  it("lets each row see itself and what is before it", async () => {
    await startBackend("cpu");
    assert.deepEqual(Array.from(tf.exp(causalMask(3)).dataSync()), [
      ...[1, 0, 0],
      ...[1, 1, 0],
      ...[1, 1, 1],
    ]);
  });
});

/** Rows of softmax(q k' / sqrt(width / heads)) v, one number after the other. */
function plainAttention(qkv: number[][], causal: boolean): number[][] {
  const { batch, length, heads } = SHAPE;
  const size = WIDTH / heads;
  const out = qkv.map(() => Array<number>(WIDTH).fill(0));
  for (let sequence = 0; sequence < batch; sequence++) {
    for (let head = 0; head < heads; head++) {
      const part = (row: number, which: number): number[] => {
        const from = which * WIDTH + head * size;
        return qkv[sequence * length + row]!.slice(from, from + size);
      };
      for (let row = 0; row < length; row++) {
        const seen = causal ? row + 1 : length;
        const scores = Array.from({ length: seen }, (_, column) =>
          Math.exp(dot(part(row, 0), part(column, 1)) / Math.sqrt(size)),
        );
        const total = scores.reduce((sum, score) => sum + score, 0);
        scores.forEach((score, column) => {
          part(column, 2).forEach((value, i) => {
            out[sequence * length + row]![head * size + i]! += (score / total) * value;
          });
        });
      }
    }
  }
  return out;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
