import assert from "node:assert/strict";
import { before, test } from "node:test";
import { startBackend } from "../../../src/engine/backend";
import { crossEntropy } from "../../../src/engine/layers/cross-entropy";
import { tf, type Tensor2D } from "../../../src/engine/tf";

before(async () => void (await startBackend("wasm")));

const LOGITS = [
  [1, 2, 3],
  [0.5, -1, 2],
];
const LABELS = Int32Array.of(0, 2);

test("mean of log-sum-exp minus the true logit, and its gradient", () => {
  const { value, grad } = tf.valueAndGrad((x) => crossEntropy(x as Tensor2D, LABELS))(
    tf.tensor2d(LOGITS),
  );
  const sums = LOGITS.map((row) => row.reduce((sum, z) => sum + Math.exp(z), 0));
  const expected = LOGITS.map((row, i) => Math.log(sums[i]!) - row[LABELS[i]!]!);
  const loss = (expected[0]! + expected[1]!) / 2;
  assert.ok(Math.abs(value.dataSync()[0]! - loss) < 1e-6);
  const got = grad.arraySync() as number[][];
  LOGITS.forEach((row, i) =>
    row.forEach((z, k) => {
      // (softmax - one-hot) / n
      const d = (Math.exp(z) / sums[i]! - (LABELS[i] === k ? 1 : 0)) / 2;
      assert.ok(Math.abs(got[i]![k]! - d) < 1e-6);
    }),
  );
});

test("large logits neither overflow nor lose the answer", () => {
  const loss = crossEntropy(tf.tensor2d([[1000, 0]]), Int32Array.of(1));
  assert.equal(loss.dataSync()[0], 1000);
});
