import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { startBackend } from "../../src/engine/backend";
import { relativeGradientError } from "../../src/engine/gradient-check";
import { tf } from "../../src/engine/tf";
import { seededRandom } from "../../src/random/random";
import { marginSmoothing } from "../../src/regularisers/mbls";
import { rangePenalty } from "../../src/regularisers/range";
import { rescaled } from "../../src/regularisers/rescale";
import { marginLoss, momentLoss } from "../../src/regularisers/tcpt";
import { projectGradient } from "../../src/methods/text/project-gradient";

const LOGITS: readonly (readonly number[])[] = [
  [3, 1, -2],
  [0, 4, 5],
];
const near = (got: number, want: number): void =>
  assert.ok(Math.abs(got - want) < 1e-5, `${got} is not ${want}`);

describe("losses of the baseline regularisers", () => {
  before(async () => void (await startBackend("cpu")));
  const logits = (): tf.Tensor2D => tf.tensor2d(LOGITS as number[][]);
  const zeroShot = (): tf.Tensor2D =>
    tf.tensor2d([
      [2, 0, -1],
      [1, 3, 2],
    ]);

  it("are those of their formulas", () => {
    // Margins: 3 - 1 = 2 and 4 - 5 = -1, mean 0.5, variance 2.25.
    const labels = Int32Array.of(0, 1);
    const weights = { margin: 0.1, variance: 0.01 };
    near(marginLoss(logits(), labels, weights).dataSync()[0]!, -0.1 * 0.5 + 0.01 * 2.25);
    // Gaps to the largest beyond 2: (0, 0, 3) and (3, 0, 0).
    near(marginSmoothing(logits(), 2).dataSync()[0]!, (3 + 3) / 6);
    // Above 2 by 1 and above 3 by 1 and 2; below -1 by 1 and below 1 by 1.
    near(rangePenalty(logits(), zeroShot()).dataSync()[0]!, (1 + 1 + 2) / 6 + (1 + 1) / 6);
    // (l + 2) / 5 * 3 - 1 and l / 5 * 2 + 1.
    const expected = [2, 0.8, -1, 1, 2.6, 3];
    rescaled(logits(), zeroShot())
      .dataSync()
      .forEach((value, i) => near(value, expected[i]!));
    // Means (1, 0) and (0, 0); covariances diag(1, 0) and diag(0, 1).
    const text = tf.tensor2d([
      [2, 0],
      [0, 0],
    ]);
    const frozen = tf.tensor2d([
      [0, 1],
      [0, -1],
    ]);
    near(momentLoss(text, frozen).dataSync()[0]!, 1 + (1 + 1));
  });

  it("have the gradients of their values", () => {
    const labels = Int32Array.of(0, 1);
    const weights = { margin: 0.1, variance: 0.01 };
    const frozen = tf.tensor2d([
      [0.3, 1, 0.2],
      [0.5, -1, 0.1],
    ]);
    const losses: readonly ((x: tf.Tensor2D) => tf.Scalar)[] = [
      (x) => marginLoss(x, labels, weights),
      // A margin that no gap is equal to.
      (x) => marginSmoothing(x, 1.5),
      (x) => rangePenalty(x, zeroShot()),
      (x) => tf.sum(tf.square(rescaled(x, zeroShot()))),
      (x) => momentLoss(x, frozen),
    ];
    for (const loss of losses) {
      const f = (x: tf.Tensor): tf.Scalar => loss(x as tf.Tensor2D);
      const error = relativeGradientError(f, logits(), seededRandom("d"));
      assert.ok(error < 2e-3, `${losses.indexOf(loss)} ${error}`);
    }
  });
});

describe("projected gradient", () => {
  it("loses what goes against the guide, and only that", () => {
    const guide = Float32Array.of(2, 0);
    const against = Float32Array.of(-3, 4);
    assert.deepEqual([...projectGradient(against, guide, 1)], [0, 4]);
    assert.deepEqual([...projectGradient(against, guide, 0.5)], [-1.5, 4]);
    assert.deepEqual([...projectGradient(Float32Array.of(3, 4), guide, 1)], [3, 4]);
  });
});
