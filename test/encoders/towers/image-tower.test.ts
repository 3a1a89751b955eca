import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { assembleClip } from "../../../src/encoders/towers/clip-model";
import { imageFeatures, visionTransformer } from "../../../src/encoders/towers/image-tower";
import { unitRows } from "../../../src/encoders/towers/text-tower";
import {
  patchify,
  transformerFeatures,
} from "../../../src/encoders/towers/vision-transformer";
import { startBackend } from "../../../src/engine/backend";
import { tf, type Tensor4D } from "../../../src/engine/tf";
import { seededRandom } from "../../../src/random/random";
import { assertClose, liveTensors, randomTensor } from "../../engine/helpers";
import { randomWeights, TINY } from "../random-clip";
import { referenceClip, zeroShotReference } from "../reference-clip";

const STEM = [
  { channels: 4, stride: 2 },
  { channels: 12, stride: 2 },
];

for (const backend of ["wasm", "cpu"] as const) {
  describe(`the image tower on ${backend}`, () => {
    before(() => startBackend(backend));

    it("cuts patches in the order channel, row, column", () => {
      // One image, 2 channels of 2 x 4 pixels: two patches side by side.
      const images = tf.tensor4d(
        [0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17],
        [1, 2, 2, 4],
      );
      assert.deepEqual(patchify(images, 2).arraySync(), [
        [0, 1, 4, 5, 10, 11, 14, 15],
        [2, 3, 6, 7, 12, 13, 16, 17],
      ]);
    });

    it("gives the original CLIP's features", () => {
      const { imageTower } = referenceClip();
      const reference = zeroShotReference();
      const { data, shape } = reference("images");
      const [n, channels, height, width] = shape as [number, number, number, number];
      const images = tf.tensor4d(data as Float32Array, [n, channels, height, width]);
      const features = imageFeatures(imageTower, images);
      assertClose(features, reference("image_features").data, 1e-4);
      assertClose(unitRows(features), reference("image_features_normalised").data, 1e-5);
    });

    it("is the same by the kernels and by tfjs' operations", () => {
      const even = { ...TINY, vision_width: 32, vision_heads: 2, embed_dim: 24 };
      const { imageTower } = assembleClip(randomWeights("kernels"), even);
      const side = even.image_resolution;
      const images = randomTensor([3, 3, side, side], seededRandom("pixels")) as Tensor4D;
      const plain = transformerFeatures(visionTransformer(imageTower), images);
      assertClose(imageFeatures(imageTower, images), plain.dataSync(), 1e-5);
    });

    for (const [kind, sizes] of [
      ["linear patches", TINY],
      ["a convolutional stem", { ...TINY, vision_stem: STEM }],
    ] as const) {
      it(`sees each image on its own and keeps no tensor (${kind})`, () => {
        const { imageTower } = assembleClip(randomWeights("images"), sizes);
        const side = sizes.image_resolution;
        const images = randomTensor([3, 3, side, side], seededRandom("pixels")) as Tensor4D;
        const together = imageFeatures(imageTower, images);
        assert.deepEqual(together.shape, [3, sizes.embed_dim]);
        const second = tf.slice(images, [1, 0, 0, 0], [1, -1, -1, -1]) as Tensor4D;
        const row = tf.slice(together, [1, 0], [1, -1]).dataSync();
        assertClose(imageFeatures(imageTower, second), row, 1e-5);
        assert.equal(
          liveTensors(() => imageFeatures(imageTower, images)),
          1,
        );
      });
    }
  });
}
