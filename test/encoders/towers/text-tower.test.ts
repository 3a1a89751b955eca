import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { rowsAt, textFeatures, unitRows } from "../../../src/encoders/towers/text-tower";
import { clipTokenizer, promptIds } from "../../../src/encoders/tokens/tokenizer";
import { startBackend } from "../../../src/engine/backend";
import { relativeGradientError } from "../../../src/engine/gradient-check";
import { tf, type Tensor, type Tensor2D, type Tensor3D } from "../../../src/engine/tf";
import { seededRandom } from "../../../src/random/random";
import { assertClose, liveTensors, randomTensor } from "../../engine/helpers";
import { referenceClip, referencePrompts, zeroShotReference } from "../reference-clip";

for (const backend of ["wasm", "cpu"] as const) {
  describe(`the text tower on ${backend}`, () => {
    before(() => startBackend(backend));

    it("gives the original CLIP's features and logits", () => {
      const clip = referenceClip();
      const reference = zeroShotReference();
      const features = wholePrompts(clip.textTower, reference("token_ids").data, 8);
      assertClose(features, reference("text_features").data, 1e-4);
      const unit = unitRows(features);
      assertClose(unit, reference("text_features_normalised").data, 1e-5);
      const images = tf.tensor2d(
        reference("image_features_normalised").data as Float32Array,
        [6, clip.architecture.embed_dim],
      );
      const cosines = tf.matMul(images, unit, false, true);
      // Relative to the scale of 100: 1e-5 in the cosine.
      const bound = 1e-5 * clip.logitScale;
      assertClose(
        tf.mul(cosines, clip.logitScale),
        reference("logits_per_image").data,
        bound,
      );
    });

    it("needs no row behind the end token", () => {
      const { textTower, architecture } = referenceClip();
      const tokenizer = clipTokenizer();
      const expected = zeroShotReference()("text_features_normalised").data;
      const width = architecture.embed_dim;
      referencePrompts().forEach((prompt, at) => {
        const ids = promptIds(tokenizer, prompt, {
          contextLength: architecture.context_length,
        });
        const embedded = tf.gather(textTower.embedding, tf.tensor1d([...ids], "int32"));
        const text = tf.expandDims(embedded, 0) as Tensor3D;
        const unit = unitRows(textFeatures(textTower, text, [ids.length - 1]));
        assertClose(unit, expected.slice(at * width, (at + 1) * width), 1e-5);
      });
    });

    it("keeps no tensor but its result", () => {
      const { textTower } = referenceClip();
      const text = tf.slice(textTower.embedding, [0, 0], [6, -1]);
      const embedded = tf.reshape(text, [2, 3, -1]) as Tensor3D;
      assert.equal(
        liveTensors(() => textFeatures(textTower, embedded, [2, 1])),
        1,
      );
    });
  });

  describe(`rows at indices on ${backend}`, () => {
    before(() => startBackend(backend));

    it("pass gradients back to their rows, twice where a row is taken twice", () => {
      const table = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
      const indices = tf.tensor1d([2, 0, 2], "int32");
      assertClose(rowsAt(table, indices), [5, 6, 1, 2, 5, 6], 0);
      const mixing = tf.tensor2d([1, 10, 100, 1000, 2, 20], [3, 2]);
      const gradient = tf.grad((t: Tensor) =>
        tf.sum(tf.mul(rowsAt(t as Tensor2D, indices), mixing)),
      )(table);
      assertClose(gradient, [100, 1000, 0, 0, 1 + 2, 10 + 20], 0);
    });

    it("of length 1 have the gradient that central differences see", () => {
      const random = seededRandom("unit rows", backend);
      const mixing = randomTensor([3, 5], random);
      const error = relativeGradientError(
        (x: Tensor) => tf.sum(tf.mul(unitRows(x as Tensor2D), mixing)),
        randomTensor([3, 5], random),
        random,
      );
      assert.ok(error < 2e-3, `relative error ${error}`);
    });
  });
}

/** Features of padded prompts; each ends at its largest id, the first end token. */
function wholePrompts(
  tower: ReturnType<typeof referenceClip>["textTower"],
  ids: ArrayLike<number>,
  prompts: number,
): Tensor2D {
  const length = ids.length / prompts;
  const embedded = tf.gather(tower.embedding, tf.tensor1d(Array.from(ids), "int32"));
  const ends = Array.from({ length: prompts }, (_, prompt) => {
    const row = Array.from(ids).slice(prompt * length, (prompt + 1) * length);
    return row.indexOf(Math.max(...row));
  });
  return textFeatures(tower, tf.reshape(embedded, [prompts, length, -1]) as Tensor3D, ends);
}
