import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { startBackend } from "../../src/engine/backend";
import { relativeGradientError } from "../../src/engine/gradient-check";
import { tf, type Tensor } from "../../src/engine/tf";
import { randomNormal, seededRandom } from "../../src/random/random";
import { imageRegulariser } from "../../src/regularisers/dor-image";
import type { OutlierImages } from "../../src/regularisers/outlier-images";
import { makeTuner } from "../../src/methods/make-tuner";
import type { Options } from "../../src/methods/option";
import { tunerNamed } from "../../src/methods/registry";
import { measureStep } from "../../src/training/step";
import { imageShape } from "../../src/training/image-shape";
import type { ImageTerm, Tuner } from "../../src/methods/tuner";
import { CLASSES, TEMPLATE, TOKENIZER, unitFeatures, wordClip } from "../methods/word-clip";

const OPTIONS: Options = {
  prompt_depth_vision: 2,
  n_ctx_vision: 2,
  ctx_std: 0.5,
  reduction: 1,
  ratio: 0.5,
};
const COUNT = 5;

interface Made {
  readonly tuner: Tuner;
  readonly shape: readonly number[];
  readonly outliers: OutlierImages;
  /** Indices that were asked for. */
  readonly asked: number[][];
}

function made(name: "vpt" | "clip-adapter"): Made {
  const model = wordClip("image outliers");
  const setting = { model, tokenizer: TOKENIZER, classNames: CLASSES, template: TEMPLATE };
  const tuner = makeTuner(tunerNamed(name), setting, OPTIONS);
  const shape = imageShape(tuner, model);
  const size = shape.reduce((a, b) => a * b, 1);
  const all = randomNormal(COUNT * size, 1, seededRandom("outlier images"));
  const requested: number[][] = [];
  const outliers: OutlierImages = {
    count: COUNT,
    features: unitFeatures(COUNT, model.architecture.embed_dim, "frozen"),
    images: async (indices) => {
      requested.push([...indices]);
      const rows = Array.from(indices, (at) => all.subarray(at * size, (at + 1) * size));
      return Float32Array.from(rows.flatMap((row) => [...row]));
    },
    report: { candidates: COUNT, chosen: COUNT, removed: {}, newNamesIncluded: [] },
  };
  return { tuner, shape, outliers, asked: requested };
}

async function draws(
  { outliers, shape, asked: requested }: Made,
  resample: "step" | "epoch",
  steps: number,
): Promise<number[][]> {
  const regulariser = imageRegulariser(outliers, shape, { lambda: 1, batch: 2, resample });
  const random = seededRandom("draws");
  for (let step = 0; step < steps; step++) {
    const term = (await regulariser.draw(random, step === 0)) as ImageTerm;
    assert.equal(term.images.shape[0], 2);
    term.dispose();
  }
  regulariser.dispose();
  return requested;
}

describe("outlier regularisation on the image side", () => {
  before(() => startBackend("wasm"));

  for (const name of ["vpt", "clip-adapter"] as const) {
    it(`${name}: lambda * (1 - mean cosine of tuned and frozen features), with its gradient`, async () => {
      const s = made(name);
      const { tuner, outliers } = s;
      const lambda = 3;
      const regulariser = imageRegulariser(outliers, s.shape, { lambda, batch: COUNT });
      const term = (await regulariser.draw(seededRandom("draw"), true)) as ImageTerm;
      const values = tuner.init(seededRandom("start"));
      const parameters = Object.fromEntries(
        Object.entries(values).map(([key, { data, shape }]) => [
          key,
          tf.tensor(data, [...shape]),
        ]),
      );
      const tuned = tuner.imageFeatures(parameters, term.images).dataSync<"float32">();
      const [order] = s.asked;
      const embed = tuned.length / COUNT;
      let cosines = 0;
      order!.forEach((at, row) => {
        for (let i = 0; i < embed; i++) {
          cosines += tuned[row * embed + i]! * outliers.features[at * embed + i]!;
        }
      });
      const batch = { images: term.images, labels: Int32Array.of(0, 1, 2, 3, 0) };
      const { parts } = measureStep(tuner, values, batch, [term]);
      assert.ok(Math.abs(parts["dor-image"]! - lambda * (1 - cosines / COUNT)) < 1e-4);
      for (const [key, value] of Object.entries(parameters)) {
        const loss = (x: Tensor): tf.Scalar =>
          term.loss(tuner.imageFeatures({ ...parameters, [key]: x }, term.images));
        const error = relativeGradientError(loss, value, seededRandom(key), { step: 3e-3 });
        assert.ok(error < 3e-2, `${key}: ${error}`);
      }
    });
  }

  it("is nothing where the tuned features are the frozen ones", async () => {
    const { tuner, shape, outliers } = made("clip-adapter");
    const start = tuner.init(seededRandom("start"));
    // relu(x W1' ) W2' with W2 = 0 leaves the feature's direction.
    const zero = Object.entries(start).map(([key, { shape: sizes, data }]) => [
      key,
      tf.tensor(key.includes("fc.2") ? new Float32Array(data.length) : data, [...sizes]),
    ]);
    const parameters = Object.fromEntries(zero) as Record<string, Tensor>;
    const images = await outliers.images(Int32Array.of(0, 1, 2, 3, 4));
    const rows = tf.tensor2d(images, [COUNT, images.length / COUNT]);
    const unit = tf.div(rows, tf.norm(rows, "euclidean", 1, true));
    const frozen = { ...outliers, features: unit.dataSync<"float32">().slice() };
    const regulariser = imageRegulariser(frozen, shape, { lambda: 8, batch: 3 });
    const term = (await regulariser.draw(seededRandom("draw"), true)) as ImageTerm;
    const loss = term.loss(tuner.imageFeatures(parameters, term.images)).dataSync()[0]!;
    assert.ok(Math.abs(loss) < 1e-5, `${loss}`);
  });

  it("redraws in each step, without replacement, or once an epoch", async () => {
    const perStep = await draws(made("clip-adapter"), "step", 30);
    assert.equal(perStep.length, 30);
    for (const indices of perStep) assert.equal(new Set(indices).size, 2);
    assert.ok(new Set(perStep.map(String)).size > 5);
    assert.equal(new Set(perStep.flat()).size, COUNT);
    assert.equal((await draws(made("clip-adapter"), "epoch", 30)).length, 1);
  });
});
