import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { startBackend } from "../../src/engine/backend";
import { tf } from "../../src/engine/tf";
import { methodOptions } from "../../src/experiments/spec/methods";
import { makeTuner } from "../../src/methods/make-tuner";
import { readOptions, type Options } from "../../src/methods/option";
import { tunerNamed, tunerNames } from "../../src/methods/registry";
import type { ParameterValues, Tuner, TunerSetting } from "../../src/methods/tuner";
import { randomNormal, seededRandom } from "../../src/random/random";
import { checkComposes, composes } from "../../src/regularisers/composition";
import type { OutlierImages } from "../../src/regularisers/outlier-images";
import { regularisers } from "../../src/regularisers/registry";
import { measureStep } from "../../src/training/step";
import { imageShape } from "../../src/training/image-shape";
import { CLASSES, TEMPLATE, TOKENIZER, unitFeatures, wordClip } from "../methods/word-clip";

/** Sizes of the tiny CLIP; margins that its small logits exceed. */
const SIZES: Options = {
  n_ctx: 4,
  ctx_init: null,
  ctx_std: 0.5,
  n_prompt: 4,
  prompt_bs: 2,
  layer: 1,
  prompt_depth: 2,
  prompt_depth_text: 2,
  prompt_depth_vision: 2,
  reduction: 1,
  "dor.batch": 2,
  "dor.candidates": 3,
  "dor-image.batch": 2,
  "mbls.margin": 0.01,
};
const LABELS = Int32Array.of(0, 1, 2, 3);
const WORDS = ["fork", "spoon", "cloud", "river", "tree", "cup", "."];

/** Further variants of methods, beside every method with its defaults. */
const VARIANTS: readonly (readonly [string, Options])[] = [
  // Test-time tuning starts from words.
  ...tunerNames().map((name): readonly [string, Options] => [
    name,
    name === "tpt" ? { ctx_init: "a photo of a" } : {},
  ]),
  ["coop", { csc: true }],
  ["coop", { class_token_position: "middle" }],
  ["kgcoop", { class_token_position: "front" }],
  ["coop", { class_token_position: "front", csc: true }],
  ["vpt", { prompt_depth_vision: 1 }],
];

function setting(): TunerSetting {
  const clip = wordClip("composition");
  const trained = new Set(WORDS.flatMap((word) => [...TOKENIZER.encode(word)]));
  const model = { ...clip, logitScale: 20, trainedTokens: trained };
  return { model, tokenizer: TOKENIZER, classNames: CLASSES, template: TEMPLATE };
}

/** Random images of the kind that a tuner sees, flat. */
function someImages(tuner: Tuner, { model }: TunerSetting, n: number): Float32Array {
  if (tuner.imageInput === "features" || tuner.imageInput === "raw features")
    return unitFeatures(n, model.architecture.embed_dim, "seen");
  const size = imageShape(tuner, model).reduce((a, b) => a * b, 1);
  return randomNormal(n * size, 1, seededRandom("pixels"));
}

function outliersFor(tuner: Tuner, s: TunerSetting): OutlierImages {
  return {
    count: 3,
    features: unitFeatures(3, s.model.architecture.embed_dim, "frozen"),
    images: (indices) => Promise.resolve(someImages(tuner, s, indices.length)),
    report: { candidates: 3, chosen: 3, removed: {}, newNamesIncluded: [] },
  };
}

/** Values away from the start, where some methods equal the zero-shot model. */
function someValues(tuner: Tuner): Readonly<Record<string, ParameterValues>> {
  const start = tuner.init(seededRandom("start"));
  const random = seededRandom("away from the start");
  return Object.fromEntries(
    Object.entries(start).map(([name, { shape, data }]) => {
      const noise = randomNormal(data.length, 0.3, random);
      return [name, { shape, data: data.map((value, i) => value + noise[i]!) }];
    }),
  );
}

describe("every method with every regulariser", () => {
  const cacheFolder = mkdtempSync(join(tmpdir(), "outliers-"));
  const shared: { setting?: TunerSetting } = {};
  before(async () => {
    await startBackend("wasm");
    shared.setting = setting();
  });
  after(() => rmSync(cacheFolder, { recursive: true }));

  for (const [name, changes] of VARIANTS) {
    const variant = Object.entries(changes).map(([option, value]) => ` ${option}=${value}`);
    it(`${name}${variant.join("")}: the term moves the gradient, or an error says why not`, async () => {
      const s = shared.setting!;
      const optionsFor = (regulariser: string): Options =>
        methodOptions(name, regulariser, { ...SIZES, ...changes });
      const definition = tunerNamed(name);
      const tuner = makeTuner(definition, s, optionsFor("none"));
      const shape = imageShape(tuner, s.model);
      const images = tf.tensor(someImages(tuner, s, LABELS.length), [4, ...shape]);
      tuner.training?.observe?.({ images, labels: LABELS });
      const batch = { images, labels: LABELS };
      const values = someValues(tuner);
      const plain =
        Object.keys(values).length > 0 ? measureStep(tuner, values, batch, []) : undefined;
      for (const regulariser of regularisers()) {
        if (!composes(name, regulariser.name)) {
          const says = new RegExp(
            `regulariser of ${name}: expected one of none.*, got ${regulariser.name}, which acts on`,
          );
          assert.throws(() => checkComposes(definition, regulariser), says);
          continue;
        }
        const made = regulariser.make(
          {
            setting: s,
            imageInput: tuner.imageInput,
            imageShape: shape,
            newClassNames: [],
            seed: 1,
            cacheFolder,
            outlierImages: outliersFor(tuner, s),
          },
          readOptions(
            regulariser.options,
            optionsFor(regulariser.name),
            `${regulariser.name}.`,
          ),
        );
        made.prepare(tuner);
        const term = await made.draw(seededRandom("draw"), true);
        const { loss, gradients } = measureStep(tuner, values, batch, [term]);
        assert.ok(Number.isFinite(loss), `${regulariser.name}: ${loss}`);
        const change = Object.entries(gradients).map(([key, gradient]) => {
          const before = plain!.gradients[key]!;
          return gradient.reduce((sum, v, i) => sum + Math.abs(v - before[i]!), 0);
        });
        const moved = change.reduce((a, b) => a + b, 0);
        assert.ok(Number.isFinite(moved) && moved > 1e-5, `${regulariser.name}: ${moved}`);
        if (term.kind === "images") term.dispose();
        made.dispose();
      }
      images.dispose();
      tuner.dispose();
    });
  }
});
