import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { assembleClip, type ClipModel } from "../../../src/encoders/towers/clip-model";
import { imageFeaturesWithPrompts as ofRows } from "../../../src/encoders/prompts/deep-image";
import { imageFeatures, visionTransformer } from "../../../src/encoders/towers/image-tower";
import { prefixText } from "../../../src/encoders/prompts/prefix-text";
import { rowsAt } from "../../../src/encoders/towers/text-tower";
import { applyBlock } from "../../../src/encoders/towers/transformer";
import {
  firstRows,
  placedRows,
  type VisionTransformer,
} from "../../../src/encoders/towers/vision-transformer";
import { activationOf } from "../../../src/engine/layers/activation";
import { causalMask } from "../../../src/engine/layers/attention";
import { startBackend } from "../../../src/engine/backend";
import { relativeGradientError } from "../../../src/engine/gradient-check";
import type { FrozenLinear } from "../../../src/engine/layers/linear";
import { layerNorm } from "../../../src/engine/layers/layer-norm";
import { tf, type Tensor, type Tensor2D, type Tensor4D } from "../../../src/engine/tf";
import { seededRandom } from "../../../src/random/random";
import { assertClose, liveTensors, randomTensor } from "../../engine/helpers";
import { randomWeights, TINY } from "../random-clip";

const STEM = [
  { channels: 4, stride: 2 },
  { channels: TINY.vision_width, stride: 2 },
];
/** Multiples of 8, as the kernels of the wasm backend ask. */
const LANES = { vision_width: 24, embed_dim: 8 };
const SIZES = [
  ["linear patches", { ...TINY, vision_layers: 3 }],
  ["sizes for the kernels", { ...TINY, ...LANES, vision_layers: 3 }],
  ["a convolutional stem", { ...TINY, vision_layers: 3, vision_stem: STEM }],
] as const;
const START = 1;
const COUNT = 2;
const NAMES = [
  [5, 9, 2],
  [7, 2],
];

function transformerOf({ imageTower }: ClipModel): VisionTransformer<FrozenLinear> {
  return visionTransformer(imageTower);
}

/** From the pixels on. */
function imageFeaturesWithPrompts(
  tower: VisionTransformer<FrozenLinear>,
  images: Tensor4D,
  deep: readonly Tensor2D[],
): Tensor2D {
  const rows = firstRows(tower, images);
  const features = ofRows(tower, rows, deep);
  rows.dispose();
  return features;
}

/** `depth` tables of `COUNT` prompts. */
function prompts(depth: number, width: number): Tensor2D[] {
  return Array.from(
    { length: depth },
    (_, i) => randomTensor([COUNT, width], seededRandom("prompt", i)) as Tensor2D,
  );
}

function someImages(n: number): Tensor4D {
  const side = TINY.image_resolution;
  return randomTensor([n, 3, side, side], seededRandom("pixels")) as Tensor4D;
}

for (const backend of ["wasm", "cpu"] as const) {
  describe(`deep prompts on ${backend}`, () => {
    before(() => startBackend(backend));

    for (const [kind, sizes] of SIZES) {
      it(`without any are the plain image tower (${kind})`, () => {
        const imageTower = transformerOf(assembleClip(randomWeights("images"), sizes));
        const images = someImages(3);
        const plain = imageFeatures(imageTower, images).dataSync();
        assertClose(imageFeaturesWithPrompts(imageTower, images, []), plain, 1e-5);
      });

      for (const depth of [1, 2, 3]) {
        it(`stand behind the patches in the first ${depth} blocks (${kind})`, () => {
          const clip = assembleClip(randomWeights("images"), sizes);
          const images = someImages(3);
          const given = prompts(depth, sizes.vision_width);
          const mixing = randomTensor([3, sizes.embed_dim], seededRandom("mixing"));
          const loss =
            (features: typeof plainImageFeatures) =>
            (...deep: Tensor[]) =>
              tf.sum(tf.mul(features(clip, images, deep as Tensor2D[]), mixing));
          const ours = tf.valueAndGrads(
            loss((c, ...rest) => imageFeaturesWithPrompts(transformerOf(c), ...rest)),
          )(given);
          const plain = tf.valueAndGrads(loss(plainImageFeatures))(given);
          assertClose(ours.value, plain.value.dataSync(), 1e-4);
          ours.grads.forEach((grad, i) =>
            assertClose(grad, plain.grads[i]!.dataSync(), 1e-4),
          );
        });
      }
    }

    it("take the context's place in the text tower's blocks", () => {
      const clip = assembleClip(randomWeights("text"), TINY);
      const [context, ...deep] = prompts(3, TINY.transformer_width);
      const text = prefixText(clip.textTower, [START], COUNT);
      const names = text.prepare(NAMES);
      const mixing = randomTensor([NAMES.length, TINY.embed_dim], seededRandom("mixing"));
      for (const depth of [0, 1, 2]) {
        const given = [context!, ...deep.slice(0, depth)];
        const ours = tf.valueAndGrads((learned: Tensor, ...rest: Tensor[]) => {
          const features = text.features(learned as Tensor2D, names, rest as Tensor2D[]);
          return tf.sum(tf.mul(features, mixing));
        })(given);
        const plain = tf.valueAndGrads((...all: Tensor[]) =>
          tf.sum(tf.mul(plainTextFeatures(clip, all as Tensor2D[]), mixing)),
        )(given);
        assertClose(ours.value, plain.value.dataSync(), 1e-4);
        ours.grads.forEach((grad, i) =>
          assertClose(grad, plain.grads[i]!.dataSync(), 1e-4),
        );
      }
    });
  });
}

describe("deep prompts", () => {
  before(() => startBackend("wasm"));

  for (const [kind, sizes] of SIZES) {
    it(`have the gradients that central differences see (${kind})`, () => {
      const imageTower = transformerOf(assembleClip(randomWeights("images"), sizes));
      const images = someImages(2);
      const given = prompts(3, sizes.vision_width);
      const mixing = randomTensor([2, sizes.embed_dim], seededRandom("mixing"));
      given.forEach((prompt, i) => {
        const loss = (x: Tensor): tf.Scalar => {
          const all = given.map((other, at) => (at === i ? (x as Tensor2D) : other));
          return tf.sum(tf.mul(imageFeaturesWithPrompts(imageTower, images, all), mixing));
        };
        const error = relativeGradientError(loss, prompt, seededRandom("directions", i));
        assert.ok(error < 5e-3, `prompt ${i}: ${error}`);
      });
    });
  }

  it("may be passed twice before a gradient is asked for", () => {
    const sizes = SIZES[1][1];
    const clip = assembleClip(randomWeights("images"), sizes);
    const images = someImages(3);
    const given = prompts(2, sizes.vision_width);
    const mixing = randomTensor([3, sizes.embed_dim], seededRandom("mixing"));
    const apart = tf.grads((...deep: Tensor[]) => {
      const rows = [0, 1, 2].map((at) => {
        const one = tf.slice(images, [at, 0, 0, 0], [1, -1, -1, -1]) as Tensor4D;
        return imageFeaturesWithPrompts(transformerOf(clip), one, deep as Tensor2D[]);
      });
      return tf.sum(tf.mul(tf.concat(rows, 0), mixing));
    })(given);
    const together = tf.grads((...deep: Tensor[]) =>
      tf.sum(tf.mul(plainImageFeatures(clip, images, deep as Tensor2D[]), mixing)),
    )(given);
    apart.forEach((grad, i) => assertClose(grad, together[i]!.dataSync(), 1e-4));
  });

  it("keep no tensor", () => {
    const sizes = SIZES[1][1];
    const imageTower = transformerOf(assembleClip(randomWeights("images"), sizes));
    const images = someImages(2);
    const given = prompts(3, sizes.vision_width);
    const live = liveTensors(() => {
      const { value, grads } = tf.valueAndGrads((...deep: Tensor[]) =>
        tf.sum(imageFeaturesWithPrompts(imageTower, images, deep as Tensor2D[])),
      )(given);
      tf.dispose([value, ...grads]);
    });
    assert.equal(live, 0);
  });

  it("need a block each", () => {
    const imageTower = transformerOf(assembleClip(randomWeights("images"), SIZES[0][1]));
    assert.throws(
      () => imageFeaturesWithPrompts(imageTower, someImages(1), prompts(4, 12)),
      /depth of visual prompts: expected at most 3, the tower's blocks, got 4/,
    );
  });
});

/** The same, every row of every image through every block. */
function plainImageFeatures(
  clip: ClipModel,
  images: Tensor4D,
  deep: readonly Tensor2D[],
): Tensor2D {
  const tower = transformerOf(clip);
  const n = images.shape[0];
  const [own, width] = tower.positions.shape;
  const length = own + COUNT;
  const all = (prompt: Tensor2D): Tensor => tf.tile(tf.expandDims(prompt), [n, 1, 1]);
  let x = tf.concat([placedRows(tower, images), all(deep[0]!)], 1);
  x = tf.reshape(layerNorm(tf.reshape(x, [n * length, width]) as Tensor2D, tower.lnPre), [
    n,
    length,
    width,
  ]);
  tower.blocks.forEach((block, i) => {
    if (i > 0 && i < deep.length)
      x = tf.concat([tf.slice(x, [0, 0, 0], [n, own, width]), all(deep[i]!)], 1);
    const rows = tf.reshape(x, [n * length, width]) as Tensor2D;
    const shape = { batch: n, length, heads: tower.heads };
    const y = applyBlock(rows, block, shape, activationOf(tower.activation));
    x = tf.reshape(y, [n, length, width]);
  });
  const first = tf.reshape(tf.slice(x, [0, 0, 0], [n, 1, width]), [n, width]) as Tensor2D;
  return tower.projection.apply(layerNorm(first, tower.lnPost));
}

/** Each text by itself, every row through every block. */
function plainTextFeatures({ textTower: t }: ClipModel, deep: Tensor2D[]): Tensor2D {
  const rows = (ids: number[]): Tensor2D =>
    tf.gather(t.embedding, tf.tensor1d(ids, "int32"));
  const features = NAMES.map((name) => {
    const length = 1 + COUNT + name.length;
    const embedded = tf.concat([rows([START]), deep[0]!, rows(name)], 0) as Tensor2D;
    let x: Tensor2D = tf.add(embedded, tf.slice(t.positions, [0, 0], [length, -1]));
    t.blocks.forEach((block, i) => {
      if (i > 0 && i < deep.length)
        x = tf.concat(
          [tf.slice(x, [0, 0], [1, -1]), deep[i]!, tf.slice(x, [1 + COUNT, 0], [-1, -1])],
          0,
        );
      const shape = { batch: 1, length, heads: t.heads };
      x = applyBlock(x, block, shape, activationOf(t.activation), causalMask(length));
    });
    return rowsAt(x, tf.tensor1d([length - 1], "int32"));
  });
  return t.projection.apply(layerNorm(tf.concat(features, 0) as Tensor2D, t.lnFinal));
}
