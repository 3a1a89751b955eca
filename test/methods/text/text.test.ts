import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { startBackend } from "../../../src/engine/backend";
import { relativeGradientError } from "../../../src/engine/gradient-check";
import { tf } from "../../../src/engine/tf";
import { seededRandom } from "../../../src/random/random";
import { methodOptions } from "../../../src/experiments/spec/methods";
import { composes } from "../../../src/regularisers/composition";
import { regularisers } from "../../../src/regularisers/registry";
import { makeTuner } from "../../../src/methods/make-tuner";
import { readOptions } from "../../../src/methods/option";
import { tunerNamed } from "../../../src/methods/registry";
import { measureStep } from "../../../src/training/step";
import { tune } from "../../../src/training/tune";
import type { Parameters, Tuner, TunerSetting } from "../../../src/methods/tuner";
import { CLASSES, TEMPLATE, TOKENIZER, unitFeatures, wordClip } from "../word-clip";

const METHODS: readonly string[] = [
  "coop",
  "kgcoop",
  "cocoop",
  "prograd",
  "proda",
  "dept",
  "tcp",
  "taskres",
  "clip-adapter",
  "tip-adapter-f",
];

/** Few and short prompts; context vectors of the size of words, where differences are smooth. */
const SMALL = {
  epochs: 2,
  batch: 4,
  n_ctx: 4,
  ctx_init: null,
  ctx_std: 0.5,
  n_prompt: 4,
  prompt_bs: 2,
  layer: 1,
  search_hp: false,
  "dor.batch": 2,
  "dor.candidates": 3,
};
const LABELS = Int32Array.of(0, 1, 2, 3);

function setting(): TunerSetting {
  return {
    model: wordClip("text methods"),
    tokenizer: TOKENIZER,
    classNames: CLASSES,
    template: TEMPLATE,
  };
}

function made(name: string, s: TunerSetting): { tuner: Tuner; images: tf.Tensor2D } {
  const tuner = makeTuner(tunerNamed(name), s, methodOptions(name, "none", SMALL));
  const size = s.model.architecture.embed_dim;
  const images = tf.tensor2d(unitFeatures(4, size, "images"), [4, size]);
  tuner.training?.observe?.({ images, labels: LABELS });
  return { tuner, images };
}

describe("text-side and fixed-head methods", () => {
  const cacheFolder = mkdtempSync(join(tmpdir(), "outliers-"));
  before(async () => void (await startBackend("cpu")));
  after(() => rmSync(cacheFolder, { recursive: true }));

  for (const name of METHODS) {
    // Central differences at 1e-2 in float32: 1e-7 * |loss| / 1e-2 is their rounding, h^2 their bias;
    // both stay below 1e-2 of gradients of length 1 and more.
    it(`${name} has the gradient of its loss`, () => {
      const s = setting();
      const { tuner, images } = made(name, { ...s, model: { ...s.model, logitScale: 5 } });
      const start = tuner.init(seededRandom("start"));
      const names = Object.keys(start);
      const sizes = names.map((key) => start[key]!.data.length);
      const flat = tf.concat(names.map((key) => tf.tensor1d(start[key]!.data)));
      const loss = (x: tf.Tensor): tf.Scalar => {
        // The gradient of a split into one part fails in tfjs.
        const parts = sizes.length === 1 ? [x] : tf.split(x as tf.Tensor1D, sizes);
        const parameters: Parameters = Object.fromEntries(
          names.map((key, i) => [key, tf.reshape(parts[i]!, [...start[key]!.shape])]),
        );
        return tuner.loss(parameters, { images, labels: LABELS }, []).total;
      };
      // ReLU and |cos| have corners, which a step can meet: few directions, close by.
      const error = relativeGradientError(loss, flat, seededRandom("directions"), {
        directions: 3,
      });
      assert.ok(error < 2e-2, `${error}`);
    });

    it(`${name} tunes, predicts any names with and without DOR, and leaves no tensor`, async () => {
      const s = setting();
      const words = ["fork", "spoon", "cloud", "river", "tree", "cup", "."];
      const trained = new Set(words.flatMap((word) => [...TOKENIZER.encode(word)]));
      const size = s.model.architecture.embed_dim;
      const before = tf.memory().numTensors;
      for (const regulariser of ["none", "dor"] as const) {
        if (!composes(name, regulariser)) continue;
        const tuned = await tune({
          ...s,
          model: { ...s.model, trainedTokens: trained },
          tuner: name,
          regulariser,
          options: methodOptions(name, regulariser, SMALL),
          newClassNames: ["cloud"],
          trainImages: [unitFeatures(4, size, "images")],
          trainLabels: LABELS,
          seed: 1,
          cacheFolder,
        });
        assert.equal(tuned.history.length, 2);
        assert.equal("dor" in tuned.history[0]!.parts, regulariser === "dor");
        const logits = tuned.logits(unitFeatures(3, size, "test"), ["cloud", "dog"]);
        assert.equal(logits.length, 6);
        assert.ok(logits.every(Number.isFinite));
        assert.ok(tuned.textFeatures(["river"]).every(Number.isFinite));
        tuned.dispose();
      }
      assert.equal(tf.memory().numTensors, before);
    });
  }
});

describe("baseline regularisers", () => {
  before(async () => void (await startBackend("cpu")));

  it("add their parts to CoOp and to a method on raw features", async () => {
    for (const name of ["coop", "clip-adapter"] as const) {
      const s = setting();
      const { tuner, images } = made(name, s);
      const values = tuner.init(seededRandom("start"));
      const batch = { images, labels: LABELS };
      const plain = measureStep(tuner, values, batch, []);
      for (const definition of regularisers()) {
        const { name: regulariser } = definition;
        // These two are drawn of outliers; their own tests have them.
        if (regulariser.startsWith("dor") || !composes(name, regulariser)) continue;
        const options = methodOptions(name, regulariser, SMALL);
        const added = definition.make(
          {
            ...{ setting: s, imageInput: tuner.imageInput, imageShape: [] },
            ...{ newClassNames: [], seed: 1 },
          },
          readOptions(definition.options, options, `${regulariser}.`),
        );
        added.prepare(tuner);
        const term = await added.draw(seededRandom("draw"), true);
        const { parts, loss } = measureStep(tuner, values, batch, [term]);
        added.dispose();
        const sum = Object.values(parts).reduce((total, part) => total + part, 0);
        assert.ok(Math.abs(sum - loss) < 1e-4 * Math.abs(loss));
        // Rescaling replaces the cross-entropy; the others leave it.
        if (regulariser === "rescale") assert.deepEqual(Object.keys(parts), ["ce"]);
        else {
          assert.ok(regulariser in parts);
          assert.ok(Math.abs(parts["ce"]! - plain.parts["ce"]!) < 1e-5 * Math.abs(loss));
        }
      }
    }
  });
});
