import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { startBackend } from "../../src/engine/backend";
import { tf } from "../../src/engine/tf";
import { methodOptions } from "../../src/experiments/spec/methods";
import { tune, type TuneRequest } from "../../src/training/tune";
import { CLASSES, TEMPLATE, TOKENIZER, unitFeatures, wordClip } from "../methods/word-clip";

const N = 8;

describe("tuning by name", () => {
  const cacheFolder = mkdtempSync(join(tmpdir(), "outliers-"));
  before(async () => void (await startBackend("wasm")));
  after(() => rmSync(cacheFolder, { recursive: true }));

  function request(
    tuner: "zeroshot" | "coop" | "kgcoop",
    regulariser: "none" | "dor",
  ): TuneRequest {
    const words = ["fork", "spoon", "guide dog", "cloud", "river", "tree", "cup", "."];
    const trained = new Set(words.flatMap((word) => [...TOKENIZER.encode(word)]));
    const model = { ...wordClip("tune"), trainedTokens: trained };
    const changes = {
      epochs: 2,
      batch: 4,
      n_ctx: 4,
      "dor.batch": 3,
      "dor.candidates": 4,
    };
    return {
      model,
      tokenizer: TOKENIZER,
      tuner,
      regulariser,
      options: methodOptions(tuner, regulariser, changes),
      template: TEMPLATE,
      classNames: CLASSES,
      newClassNames: ["cloud", "Fork", "mountain"],
      trainImages: [unitFeatures(N, model.architecture.embed_dim, "tune")],
      trainLabels: Int32Array.from({ length: N }, (_, i) => i % CLASSES.length),
      seed: 3,
      cacheFolder,
    };
  }

  for (const [tuner, regulariser] of [
    ["zeroshot", "none"],
    ["coop", "none"],
    ["kgcoop", "none"],
    ["coop", "dor"],
    ["kgcoop", "dor"],
  ] as const) {
    it(`${tuner} with ${regulariser} predicts any names and leaves no tensor`, async () => {
      const requested = request(tuner, regulariser);
      // The first one leaves what a model keeps for all: its copy for the kernels.
      (await tune(requested)).dispose();
      const before = tf.memory().numTensors;
      const tuned = await tune(requested);
      const { embed_dim: dimension } = requested.model.architecture;
      const names = ["dog", "mountain goat", "sea_horse"];
      const text = tuned.textFeatures(names);
      assert.equal(text.length, 3 * dimension);
      assert.equal(tuned.history.length, tuner === "zeroshot" ? 0 : 2);
      const frozen = tuned.zeroShotTextFeatures(names);
      assert.equal(
        tuner === "zeroshot",
        text.every((v, i) => v === frozen[i]),
      );
      const images = unitFeatures(2, dimension, "test");
      const logits = tuned.logits(images, names);
      // s * image . text
      const cosine = Array.from({ length: dimension }, (_, i) => images[i]! * text[i]!);
      const expected = requested.model.logitScale * cosine.reduce((a, b) => a + b, 0);
      assert.ok(Math.abs(logits[0]! - expected) < 1e-4);
      const parts = Object.keys(tuned.history[0]?.parts ?? {}).sort();
      const own = tuner === "kgcoop" ? ["kgcoop"] : [];
      const added = regulariser === "dor" ? ["dor"] : [];
      assert.deepEqual(parts, tuner === "zeroshot" ? [] : ["ce", ...added, ...own]);
      tuned.dispose();
      assert.equal(tf.memory().numTensors, before);
    });
  }

  it("reports the outliers and new classes among them; a class is never one", async () => {
    const tuned = await tune(request("coop", "dor"));
    assert.equal(tuned.outliers!.chosen, 4);
    assert.equal(tuned.outliers!.removed["className"], 2);
    for (const name of tuned.outliers!.newNamesIncluded)
      assert.ok(["cloud", "Fork"].includes(name));
    tuned.dispose();
  });

  it("computes a damaged cache entry again", async () => {
    const first = await tune(request("coop", "dor"));
    for (const file of readdirSync(cacheFolder)) {
      writeFileSync(join(cacheFolder, file), "damaged");
    }
    const again = await tune(request("coop", "dor"));
    assert.deepEqual(again.parameters, first.parameters);
    first.dispose();
    again.dispose();
  });

  it("names what it does not know", async () => {
    await assert.rejects(
      tune({ ...request("coop", "none"), tuner: "cop" }),
      /did you mean "coop"/,
    );
    await assert.rejects(
      tune({ ...request("coop", "none"), options: { epochs: "many" } }),
      /option \w+: expected a/,
    );
  });
});
