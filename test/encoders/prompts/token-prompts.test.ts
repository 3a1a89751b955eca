import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Architecture } from "../../../src/encoders/towers/architecture";
import { assembleClip } from "../../../src/encoders/towers/clip-model";
import {
  learnedRow,
  tokenPromptFeatures,
} from "../../../src/encoders/prompts/token-prompts";
import { fittingRows } from "../../../src/encoders/prompts/placed-composed";
import { promptRows } from "../../../src/encoders/prompts/prompt-rows";
import { textFeatures, type ReplacedRows } from "../../../src/encoders/towers/text-tower";
import { startBackend } from "../../../src/engine/backend";
import { loadNative } from "../../../src/engine/native/native";
import { relativeGradientError } from "../../../src/engine/gradient-check";
import { tf, type Tensor, type Tensor2D, type Tensor3D } from "../../../src/engine/tf";
import { seededRandom } from "../../../src/random/random";
import { assertClose, liveTensors, randomTensor } from "../../engine/helpers";
import { randomWeights, TINY } from "../random-clip";

/** Sizes that the kernels of the wasm backend can do; TINY's odd ones they leave to tfjs. */
const EVEN: Architecture = {
  ...TINY,
  transformer_width: 32,
  transformer_heads: 2,
  embed_dim: 24,
};
const [A, B, C] = [learnedRow(0), learnedRow(1), learnedRow(2)];
/** Names behind, amid and in front of what is learned; two end alike, one has nothing learned. */
const PROMPTS = [
  [1, A, B, 5, 9, 2],
  [1, A, B, 7, 2],
  [1, C, 11, A, 2],
  [1, 12, 13, C, B, 9, 2],
  [1, 12, 3, 2],
  [1, 8, 2],
];
/** Enough begin alike for tfjs operations to give them a group of their own. */
const MANY = [...PROMPTS, ...Array.from({ length: 8 }, (_, i) => [1, A, B, 3 + i, 2])];

interface Inputs {
  readonly learned: Tensor2D;
  /** Rows of each prompt at its places 1 and 2 in front of the third block. */
  readonly deep: Tensor3D;
}

function setUp(sizes: Architecture, prompts = PROMPTS.length) {
  const { textTower } = assembleClip(randomWeights("placed"), sizes);
  const random = seededRandom("placed");
  const { transformer_width: width, embed_dim: embed } = sizes;
  const learned = randomTensor([3, width], random) as Tensor2D;
  const deep = randomTensor([prompts, 2, width], random) as Tensor3D;
  const mixing = randomTensor([prompts, embed], random);
  return { textTower, inputs: { learned, deep }, mixing };
}

const replacing = (rows: Tensor3D, weight: number): ReplacedRows => ({
  block: 2,
  at: 1,
  rows,
  weight,
});

const NATIVE = loadNative().backend === undefined ? [] : (["tensorflow"] as const);

for (const backend of ["wasm", "cpu", ...NATIVE] as const) {
  for (const [sizes, what] of [
    [EVEN, "sizes for the kernels"],
    [TINY, "other sizes"],
  ] as const) {
    describe(`prompts with learned rows anywhere on ${backend}, ${what}`, () => {
      before(() => startBackend(backend));

      const cases = [undefined, 1, 0.75].flatMap((weight) =>
        [PROMPTS, MANY].map((prompts) => ({ weight, prompts })),
      );
      for (const { weight, prompts } of cases) {
        const deeply =
          `, ${prompts.length} prompts` +
          (weight === undefined ? "" : `, ${weight} of deep ones`);
        it(`have the plain tower's features and gradients${deeply}`, () => {
          const { textTower, inputs, mixing } = setUp(sizes, prompts.length);
          const features = ({ learned, deep }: Inputs): Tensor2D =>
            weight === undefined
              ? tokenPromptFeatures(textTower, prompts, learned)
              : tokenPromptFeatures(textTower, prompts, learned, replacing(deep, weight));
          const plain = ({ learned, deep }: Inputs): Tensor2D =>
            tf.concat(
              prompts.map((prompt, i) => {
                const rows = prompt.map((entry) =>
                  tf.slice(
                    entry < 0 ? learned : textTower.embedding,
                    [entry < 0 ? -1 - entry : entry, 0],
                    [1, -1],
                  ),
                );
                const text = tf.expandDims(tf.concat(rows, 0)) as Tensor3D;
                const own = tf.slice(deep, [i, 0, 0], [1, -1, -1]) as Tensor3D;
                const ends = [prompt.length - 1];
                return weight === undefined
                  ? textFeatures(textTower, text, ends)
                  : textFeatures(textTower, text, ends, replacing(own, weight));
              }),
              0,
            );
          const loss =
            (of: (all: Inputs) => Tensor2D) =>
            (learned: Tensor, deep: Tensor): tf.Scalar => {
              const made = of({ learned: learned as Tensor2D, deep: deep as Tensor3D });
              // Both inputs take part, also where nothing is replaced.
              return tf.add(tf.sum(tf.mul(made, mixing)), tf.mul(tf.sum(deep), 0));
            };
          const given = [inputs.learned, inputs.deep];
          const expected = plain(inputs).dataSync();
          assertClose(features(inputs), expected, 1e-4);
          const ours = tf.grads(loss(features))(given);
          tf.grads(loss(plain))(given).forEach((grad, i) =>
            assertClose(ours[i]!, grad.dataSync(), 2e-4),
          );
        });
      }
    });
  }
}

describe("prompts with learned rows anywhere", () => {
  before(() => startBackend("wasm"));

  it("have the gradients that central differences see", () => {
    const { textTower, inputs, mixing } = setUp(EVEN);
    const error = (x: Tensor, features: (x: Tensor) => Tensor2D): number =>
      relativeGradientError(
        (y) => tf.sum(tf.mul(features(y), mixing)),
        x,
        seededRandom("directions"),
      );
    const { learned, deep } = inputs;
    const ofLearned = (x: Tensor): Tensor2D =>
      tokenPromptFeatures(textTower, PROMPTS, x as Tensor2D, replacing(deep, 0.5));
    const ofDeep = (x: Tensor): Tensor2D =>
      tokenPromptFeatures(textTower, PROMPTS, learned, replacing(x as Tensor3D, 0.5));
    assert.ok(error(learned, ofLearned) < 2e-3);
    assert.ok(error(deep, ofDeep) < 2e-3);
  });

  it("may be passed twice before a gradient is asked for", () => {
    const { textTower, inputs, mixing } = setUp(EVEN);
    const gradient = (parts: readonly (readonly number[])[]): Tensor =>
      tf.grad((learned: Tensor) => {
        const rows = parts.map((some) => {
          const prompts = some.map((i) => PROMPTS[i]!);
          return tokenPromptFeatures(textTower, prompts, learned as Tensor2D);
        });
        return tf.sum(tf.mul(tf.concat(rows, 0), mixing));
      })(inputs.learned);
    const apart = gradient([[0, 1], [2], [3, 4, 5]]);
    assertClose(apart, gradient([[0, 1, 2, 3, 4, 5]]).dataSync(), 1e-4);
  });

  it("keep no tensor but their result", () => {
    const { textTower, inputs, mixing } = setUp(EVEN);
    const live = liveTensors(() => {
      const { value, grads } = tf.valueAndGrads((learned: Tensor, deep: Tensor) => {
        const replaced = replacing(deep as Tensor3D, 1);
        const features = tokenPromptFeatures(
          textTower,
          PROMPTS,
          learned as Tensor2D,
          replaced,
        );
        return tf.sum(tf.mul(features, mixing));
      })([inputs.learned, inputs.deep]);
      tf.dispose([value, ...grads]);
    });
    assert.equal(live, 0);
    assert.equal(
      liveTensors(() => tokenPromptFeatures(textTower, [[1, 5, 2]])),
      1,
    );
  });
});

describe("rows of prompts", () => {
  it("hold what prompts begin with alike once", () => {
    const rows = promptRows(PROMPTS);
    // [1 A B] [5 9 2] [7 2], then [1 12] [13 C B 9 2] [3 2], then what stands alone: [1] [C 11 A 2] [8 2].
    assert.deepEqual(
      [...rows.entries],
      [1, A, B, 5, 9, 2, 7, 2, 1, 12, 13, C, B, 9, 2, 3, 2, 1, C, 11, A, 2, 8, 2],
    );
    assert.deepEqual(rows.groups, [0, 8, 17]);
    assert.deepEqual([...rows.ends], [5, 7, 14, 16, 21, 23]);
    assert.deepEqual([...rows.order], [0, 1, 4, 2, 3, 5]);
    PROMPTS.forEach((prompt, i) =>
      prompt.forEach((entry, index) => {
        const row = rows.rowAt(i, index);
        assert.equal(rows.entries[row], entry);
        assert.equal(rows.positions[row], index);
        // A row sees as many rows as stand before it in its prompt, and itself.
        assert.equal(rows.visible[row]! + rows.ownCount[row]!, index + 1);
      }),
    );
  });

  it("share no more places than they may, and leave each prompt its last", () => {
    const alike = [
      [1, 4, 5, 2],
      [1, 4, 5, 2],
    ];
    assert.equal(promptRows(alike).entries.length, 3 + 2 * 1);
    assert.equal(promptRows(alike, 1).entries.length, 1 + 2 * 3);
  });

  it("give the same in portions that the gradient computes again, and keep no tensor", () => {
    const { textTower, inputs, mixing } = setUp(TINY);
    const given = [inputs.learned, inputs.deep];
    const lossOf =
      (max: number | undefined) =>
      (learned: Tensor, deep: Tensor): tf.Scalar => {
        const rows = replacing(tf.mul(deep, 2), 0.5);
        // What the portions are of is itself computed, and used once more beside them.
        const context = tf.sin(learned) as Tensor2D;
        const features = tokenPromptFeatures(textTower, PROMPTS, context, rows, max);
        return tf.add(tf.sum(tf.mul(features, mixing)), tf.sum(context));
      };
    const whole = tf.valueAndGrads(lossOf(undefined))(given);
    for (const max of [1, 9, 15]) {
      const { value, grads } = tf.valueAndGrads(lossOf(max))(given);
      assertClose(value, whole.value.dataSync(), 1e-4);
      grads.forEach((grad, i) => assertClose(grad, whole.grads[i]!.dataSync(), 1e-4));
    }
    const live = liveTensors(() => {
      const { value, grads } = tf.valueAndGrads(lossOf(5))(given);
      tf.dispose([value, ...grads]);
    });
    assert.equal(live, 0);
    const words = [
      [1, 5, 2],
      [1, 7, 9, 2],
    ];
    const alone = tokenPromptFeatures(textTower, words, undefined, undefined, 1);
    assertClose(alone, tokenPromptFeatures(textTower, words).dataSync(), 1e-5);
  });

  it("come in portions of 2 GB at the size of ViT-B/16, however many there are", () => {
    // A row of 512 values in 12 blocks, 480 bytes each: 2.9 MB.
    assert.equal(fittingRows(512, 12), Math.floor(2e9 / (512 * 12 * 480)));
    assert.equal(fittingRows(512, 12), 678);
    assert.equal(fittingRows(51_200, 1200), 1);
  });

  it("hold one portion's intermediate values at a time", async () => {
    const { textTower, inputs } = setUp(TINY);
    // Rows that are replaced leave them nothing but the start token to share.
    const prompts = Array.from({ length: 64 }, () => PROMPTS[0]!);
    const deep = tf.zeros([64, 2, textTower.positions.shape[1]]) as Tensor3D;
    const peakOf = async (max: number): Promise<number> => {
      const gradient = tf.grad((learned: Tensor) =>
        tf.sum(
          tokenPromptFeatures(
            textTower,
            prompts,
            learned as Tensor2D,
            replacing(deep, 0.5),
            max,
          ),
        ),
      );
      const before = tf.memory().numBytes;
      const { peakBytes } = await tf.profile(() => gradient(inputs.learned));
      return peakBytes - before;
    };
    // The start token and five rows of each prompt; a portion has four prompts.
    const [whole, inPortions] = [await peakOf(1 + 64 * 5), await peakOf(1 + 4 * 5)];
    // A sixteenth of the values, and the inputs and results of all prompts.
    assert.ok(inPortions < whole / 8, `${inPortions} of ${whole} bytes`);
  });
});
