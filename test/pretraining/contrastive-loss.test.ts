import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { startBackend } from "../../src/engine/backend";
import { tf, type Tensor2D } from "../../src/engine/tf";
import {
  captionKey,
  contrastiveLoss,
  duplicateMask,
} from "../../src/pretraining/contrastive-loss";
import { inBatchAccuracy } from "../../src/pretraining/step";
import { assertClose } from "../engine/helpers";

const NO_DUPLICATES = (n: number): Tensor2D => tf.zeros([n, n]);

for (const backend of ["wasm", "cpu"] as const) {
  describe(`the contrastive loss on ${backend}`, () => {
    before(() => startBackend(backend));

    it("of two pairs is the mean of four cross-entropies", () => {
      // Unit rows (1, 0), (0, 1) and (1, 0), (0.6, 0.8): cosines 1, 0.6 / 0, 0.8; scale 2.
      const images = tf.tensor2d([3, 0, 0, 5], [2, 2]);
      const texts = tf.tensor2d([1, 0, 6, 8], [2, 2]);
      const result = contrastiveLoss(images, texts, tf.scalar(2), NO_DUPLICATES(2));
      assertClose(result.logits, [2 * 1, 2 * 0.6, 2 * 0, 2 * 0.8], 1e-6);
      const entropy = (own: number, other: number): number =>
        Math.log(1 + Math.exp(other - own));
      const perImage = [entropy(2, 1.2), entropy(1.6, 0)];
      const perText = [entropy(2, 0), entropy(1.6, 1.2)];
      const mean = [...perImage, ...perText].reduce((sum, nats) => sum + nats) / 4;
      assertClose(result.loss, [mean], 1e-6);
    });

    it("of features that say nothing is log n", () => {
      const same = tf.ones([5, 3]) as Tensor2D;
      const { loss } = contrastiveLoss(same, same, tf.scalar(20), NO_DUPLICATES(5));
      assertClose(loss, [Math.log(5)], 1e-5);
    });

    it("takes no pair with the same caption for a negative", () => {
      // Pairs 0 and 2 say the same, so 0 and 2 each have one negative left, pair 1 has two.
      const unit = tf.tensor2d([1, 0, 0, 1, 1, 0], [3, 2]);
      const mask = tf.tensor2d(duplicateMask(["cat", "dog", "cat"]), [3, 3]);
      const { loss } = contrastiveLoss(unit, unit, tf.scalar(1), mask);
      const cat = Math.log(Math.E + 1) - 1;
      const dog = Math.log(Math.E + 2) - 1;
      assertClose(loss, [(2 * cat + dog) / 3], 1e-6);
    });

    it("counts the images whose own text scores highest", () => {
      const logits = tf.tensor2d([3, 1, 0, 5, 4, 0, 0, 0, 1], [3, 3]);
      assertClose(inBatchAccuracy(logits), [2 / 3], 1e-6);
    });
  });
}

describe("duplicate captions", () => {
  it("are those with the same words, in any order and number", () => {
    assert.equal(captionKey("red fire fire truck"), captionKey("truck red fire"));
    assert.notEqual(captionKey("red truck"), captionKey("red trucks"));
  });

  it("are masked off the diagonal only", () => {
    const mask = duplicateMask(["a", "b", "a"]);
    const excluded = Array.from(mask, (value) => value < -1e8);
    assert.deepEqual(excluded, [
      ...[false, false, true],
      ...[false, false, false],
      ...[true, false, false],
    ]);
    assert.ok(mask.every((value) => value === 0 || value < -1e8));
  });
});
