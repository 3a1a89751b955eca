import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, it } from "node:test";
import type { Architecture } from "../../../src/encoders/towers/architecture";
import { assembleClip, type ClipModel } from "../../../src/encoders/towers/clip-model";
import {
  disposeNames,
  joinNames,
  selectNames,
} from "../../../src/encoders/prompts/name-suffixes";
import { prefixText } from "../../../src/encoders/prompts/prefix-text";
import { textFeatures } from "../../../src/encoders/towers/text-tower";
import { startBackend } from "../../../src/engine/backend";
import { NATIVE_BUILD } from "../../../src/engine/native/native";
import { relativeGradientError } from "../../../src/engine/gradient-check";
import { tf, type Tensor2D, type Tensor3D } from "../../../src/engine/tf";
import { randomNormal, seededRandom } from "../../../src/random/random";
import { randomWeights, TINY } from "../random-clip";

const START = 1;
const CONTEXT = 4;
const NAMES = [
  [5, 9, 2],
  [7, 2],
  [11, 12, 13, 9, 2],
];
/** Sizes that the kernels of the wasm backend can do; TINY's odd ones they leave to tfjs. */
const EVEN: Architecture = {
  ...TINY,
  transformer_width: 32,
  transformer_heads: 2,
  embed_dim: 24,
};

interface Setting {
  readonly sizes?: Architecture;
  readonly layers?: number;
  readonly activation?: "quick_gelu" | "gelu";
}

function setUp(
  seed: string,
  { sizes: of = EVEN, layers = 3, activation = "quick_gelu" }: Setting = {},
) {
  const sizes = { ...of, transformer_layers: layers, activation };
  const { transformer_width: WIDTH, embed_dim: EMBED } = sizes;
  const clip = assembleClip(randomWeights(seed), sizes);
  const random = seededRandom("context", seed);
  const context: Tensor2D = tf.tensor2d(randomNormal(CONTEXT * WIDTH, 0.3, random), [
    CONTEXT,
    WIDTH,
  ]);
  const mixing = tf.tensor2d(randomNormal(NAMES.length * EMBED, 1, random), [
    NAMES.length,
    EMBED,
  ]);
  return { clip, context, mixing };
}

for (const backend of ["wasm", "cpu", "tensorflow"] as const) {
  const skip = backend === "tensorflow" && !existsSync(NATIVE_BUILD) && "no native backend";
  describe(`prompts with a shared prefix on ${backend}`, { skip }, () => {
    for (const [sizes, layers, activation] of [
      [EVEN, 3, "quick_gelu"],
      [EVEN, 2, "gelu"],
      [EVEN, 1, "quick_gelu"],
      [TINY, 3, "quick_gelu"],
      [TINY, 1, "gelu"],
    ] as const) {
      const { transformer_width: width } = sizes;
      it(`give the plain tower's features and gradients (width ${width}, ${layers} layers, ${activation})`, async () => {
        await startBackend(backend);
        const { clip, context, mixing } = setUp("prompted", { sizes, layers, activation });
        const text = prefixText(clip.textTower, [START], CONTEXT);
        const names = text.prepare(NAMES);
        const fast = (c: Tensor2D): Tensor2D => text.features(c, names);
        const plain = (c: Tensor2D): Tensor2D => plainFeatures(clip, c);
        assert.ok(relativeDifference(fast(context), plain(context)) < 1e-6);
        const gradient = (features: (c: Tensor2D) => Tensor2D): tf.Tensor =>
          tf.grad((c) => tf.sum(tf.mul(features(c as Tensor2D), mixing)))(context);
        assert.ok(relativeDifference(gradient(fast), gradient(plain)) < 1e-5);
      });
    }
  });
}

describe("prompts with a shared prefix", () => {
  it("have the same deep prompts' gradients by kernels and by operations", async () => {
    const gradients = async (backend: string): Promise<Float32Array[]> => {
      await startBackend(backend);
      const { clip, context, mixing } = setUp("deep");
      const text = prefixText(clip.textTower, [START, 3], CONTEXT, [6]);
      const names = text.prepare(NAMES);
      const deep = [tf.mul(context, -1), tf.mul(context, 2)];
      const grads = tf.grads((c, ...below) =>
        tf.sum(tf.mul(text.features(c as Tensor2D, names, below as Tensor2D[]), mixing)),
      )([context, ...deep]);
      return grads.map((grad) => grad.dataSync<"float32">().slice());
    };
    const [kernels, operations] = [await gradients("wasm"), await gradients("cpu")];
    assert.equal(kernels.length, 3);
    kernels.forEach((values, i) => {
      const difference = relativeDifference(tf.tensor(values), tf.tensor(operations[i]!));
      assert.ok(difference < 1e-5);
    });
  });

  it("have the gradient that central differences see", async () => {
    await startBackend("wasm");
    const { clip, context, mixing } = setUp("differences");
    const text = prefixText(clip.textTower, [START], CONTEXT);
    const names = text.prepare(NAMES);
    const loss = (c: tf.Tensor): tf.Scalar =>
      tf.sum(tf.mul(text.features(c as Tensor2D, names), mixing));
    assert.ok(relativeGradientError(loss, context, seededRandom("directions")) < 2e-3);
  });

  it("do not depend on the other names of a call", async () => {
    await startBackend("wasm");
    const { clip, context } = setUp("batch");
    const text = prefixText(clip.textTower, [START], CONTEXT);
    const names = text.prepare(NAMES);
    const mixed = joinNames([selectNames(names, [2, 0]), selectNames(names, [1])]);
    const order = tf.tensor1d([2, 0, 1], "int32");
    const expected = tf.gather(text.features(context, names), order) as Tensor2D;
    assert.ok(relativeDifference(text.features(context, mixed), expected) < 1e-6);
  });

  it("may have fixed words in front of and behind a learned context, or those alone", async () => {
    await startBackend("wasm");
    const { clip, context } = setUp("words");
    const { textTower } = clip;
    const learned = prefixText(textTower, [START], CONTEXT);
    const words = prefixText(textTower, [START, 3, 4, 6, 8], 0);
    const mixed = prefixText(textTower, [START, 3, 4], 2);
    const expected = learned.features(learned.embed([3, 4, 6, 8]), learned.prepare(NAMES));
    const fixed = words.features(undefined, words.prepare(NAMES));
    assert.ok(relativeDifference(fixed, expected) < 1e-6);
    const half = mixed.features(mixed.embed([6, 8]), mixed.prepare(NAMES));
    assert.ok(relativeDifference(half, expected) < 1e-6);
    const amid = prefixText(textTower, [START, 3], 2, [8]);
    const learnedAmid = amid.features(amid.embed([4, 6]), amid.prepare(NAMES));
    assert.ok(relativeDifference(learnedAmid, expected) < 1e-6);
    assert.deepEqual(context.shape, learned.embed([3, 4, 6, 8]).shape);
  });

  it("have gradients that outlive other passes and the names' tensors", async () => {
    await startBackend("wasm");
    const { clip, context, mixing } = setUp("passes");
    const text = prefixText(clip.textTower, [START], CONTEXT);
    const names = text.prepare(NAMES);
    const gradient = (between: () => void): tf.Tensor =>
      tf.grad((c) => {
        const own = selectNames(names, [0, 1, 2]);
        const features = text.features(c as Tensor2D, own);
        disposeNames(own);
        between();
        return tf.sum(tf.mul(features, mixing));
      })(context);
    const other = (): void => {
      text.features(tf.zerosLike(context), selectNames(names, [1]));
    };
    const expected = gradient(() => undefined);
    assert.deepEqual(gradient(other).dataSync(), expected.dataSync());
  });

  it("are the same bits whether a gradient is asked for or not", async () => {
    await startBackend("wasm");
    const { clip, context, mixing } = setUp("trace");
    const text = prefixText(clip.textTower, [START], CONTEXT);
    const names = text.prepare(NAMES);
    let taped: Float32Array | undefined;
    tf.grad((c) => {
      const features = text.features(c as Tensor2D, names);
      taped = features.dataSync<"float32">().slice();
      return tf.sum(tf.mul(features, mixing));
    })(context);
    assert.deepEqual(text.features(context, names).dataSync(), taped);
  });

  it("keep no tensor", async () => {
    await startBackend("wasm");
    const { clip, context, mixing } = setUp("leak");
    const before = tf.memory().numTensors;
    const text = prefixText(clip.textTower, [START], CONTEXT);
    const names = text.prepare(NAMES);
    const { value, grad } = tf.valueAndGrad((c) =>
      tf.sum(tf.mul(text.features(c as Tensor2D, names), mixing)),
    )(context);
    tf.dispose([value, grad]);
    disposeNames(names);
    text.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it("name the prompt that is too long", async () => {
    await startBackend("wasm");
    const { clip } = setUp("long");
    assert.throws(
      () => prefixText(clip.textTower, [START], 9).prepare(NAMES),
      /prompt of name 0: expected at most 12 tokens, got 13, of them 10 for start and context/,
    );
    assert.throws(
      () => prefixText(clip.textTower, [START], 20),
      /learned context: expected at most 10 tokens with the start token and fixed words, got 21/,
    );
  });
});

/** The same prompts through the plain tower, padded to one length. */
function plainFeatures({ textTower }: ClipModel, context: Tensor2D): Tensor2D {
  const rows = (ids: readonly number[]): Tensor2D =>
    tf.gather(textTower.embedding, tf.tensor1d([...ids], "int32"));
  const longest = Math.max(...NAMES.map(({ length }) => length));
  const texts = NAMES.map((name) =>
    tf.concat(
      [
        rows([START]),
        context,
        rows([...name, ...Array<number>(longest - name.length).fill(0)]),
      ],
      0,
    ),
  );
  const ends = NAMES.map(({ length }) => CONTEXT + length);
  return textFeatures(textTower, tf.stack(texts) as Tensor3D, ends);
}

/** Largest difference relative to the largest value. */
function relativeDifference(actual: tf.Tensor, expected: tf.Tensor): number {
  const difference = tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]!;
  return difference / tf.max(tf.abs(expected)).dataSync()[0]!;
}
