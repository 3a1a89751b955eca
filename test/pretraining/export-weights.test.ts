import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { loadClip } from "../../src/encoders/towers/clip-model";
import { imageFeatures } from "../../src/encoders/towers/image-tower";
import { openWeights } from "../../src/encoders/checkpoints/stored-weights";
import { textFeatures, unitRows } from "../../src/encoders/towers/text-tower";
import { startBackend } from "../../src/engine/backend";
import { tf, type Tensor2D, type Tensor3D, type Tensor4D } from "../../src/engine/tf";
import { seededRandom } from "../../src/random/random";
import { exportWeights } from "../../src/pretraining/export-weights";
import { foldNorms } from "../../src/pretraining/fold-norms";
import { initialiseClip } from "../../src/pretraining/parameters";
import { assertClose, randomTensor } from "../engine/helpers";
import { TINY } from "../encoders/random-clip";

const folder = mkdtempSync(join(tmpdir(), "promptcal-export-"));
const path = join(folder, "weights.safetensors");
/** The compact table's rows stand for these ids. */
const IDS = [2, 3, 5, 7, 11];
const SIZES = {
  ...TINY,
  vision_stem: [
    { channels: 6, stride: 2 },
    { channels: 12, stride: 2 },
  ],
};

after(() => rmSync(folder, { recursive: true }));

describe("exported weights", () => {
  before(() => startBackend("cpu"));

  it("make the frozen model that was trained, but for half precision", () => {
    const trained = initialiseClip(SIZES, IDS.length, 1);
    const side = SIZES.image_resolution;
    const images = randomTensor([2, 3, side, side], seededRandom("images")) as Tensor4D;
    // Folded with the statistics of these very images, the norms do what they did in training.
    exportWeights(path, foldNorms(trained, [images]), IDS, 40, { note: "kept" });
    const frozen = loadClip(path, SIZES);
    assert.ok(Math.abs(frozen.logitScale - 40) < 1e-4);
    assert.deepEqual([...frozen.trainedTokens!], IDS);
    assert.equal(openWeights(path).metadata["note"], "kept");
    const expected = unitRows(imageFeatures(trained.imageTower, images));
    // Half precision keeps 11 bits: 5e-4 of each weight.
    assertClose(
      unitRows(imageFeatures(frozen.imageTower, images)),
      expected.dataSync(),
      1e-2,
    );
    const rows = [0, 3, 4];
    const text = (table: Tensor2D, indices: number[]): Tensor3D =>
      tf.expandDims(tf.gather(table, tf.tensor1d(indices, "int32")), 0);
    const ofTrained = textFeatures(
      trained.textTower,
      text(trained.textTower.embedding, rows),
      [2],
    );
    const ofFrozen = textFeatures(
      frozen.textTower,
      text(
        frozen.textTower.embedding,
        rows.map((row) => IDS[row]!),
      ),
      [2],
    );
    assertClose(unitRows(ofFrozen), unitRows(ofTrained).dataSync(), 1e-2);
    tf.disposeVariables();
  });

  it("carry norms with statistics averaged over batches", () => {
    const trained = initialiseClip(SIZES, IDS.length, 1);
    const side = SIZES.image_resolution;
    const batches = [1, 2].map(
      (seed) => randomTensor([2, 3, side, side], seededRandom("images", seed)) as Tensor4D,
    );
    const filter = trained.imageTower.patchEmbedding;
    assert.ok(filter.kind === "stem");
    const [mean, variance] = (["mean", "variance"] as const).map((key) => {
      const both = batches.map((images) => {
        const pixels = tf.transpose(images, [0, 2, 3, 1]) as Tensor4D;
        const product = tf.conv2d(pixels, filter.layers[0]!.filter(), 2, "same");
        return tf.moments(product, [0, 1, 2])[key].dataSync();
      });
      return Array.from(both[0]!, (value, at) => (value + both[1]![at]!) / 2);
    });
    // A fresh norm has gain 1 and bias 0: its shift is -mean / sqrt(variance + 1e-5).
    assertClose(
      foldNorms(trained, batches)["visual.stem.0.bias"]!,
      mean!.map((value, at) => -value / Math.sqrt(variance![at]! + 1e-5)),
      1e-4,
    );
    tf.disposeVariables();
  });

  it("are refused when ids and rows of the token table do not fit", () => {
    const { parameters } = initialiseClip(TINY, IDS.length, 1);
    assert.throws(
      () => exportWeights(path, parameters, [1, 2], 40, {}),
      /token_embedding.weight: expected 2 rows, one per token id, got 5/,
    );
    tf.disposeVariables();
  });
});
