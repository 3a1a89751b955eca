import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { templateFeatures } from "../../../src/encoders/prompts/prompt-templates";
import { startBackend } from "../../../src/engine/backend";
import { relativeGradientError } from "../../../src/engine/gradient-check";
import { tf } from "../../../src/engine/tf";
import { seededRandom } from "../../../src/random/random";
import { makeTuner } from "../../../src/methods/make-tuner";
import { coop } from "../../../src/methods/text/coop";
import { CONTEXT } from "../../../src/methods/text/learned-context";
import { cocoop } from "../../../src/methods/text/cocoop";
import { dept } from "../../../src/methods/text/dept";
import { tcp } from "../../../src/methods/text/tcp";
import { kgcoop } from "../../../src/methods/text/kgcoop";
import { zeroShot } from "../../../src/methods/heads/zero-shot";
import { CLASSES, TEMPLATE, TOKENIZER, unitFeatures, wordClip } from "../word-clip";

const WORDS = { n_ctx: 4, ctx_init: "a photo of a" };
const TCP = { ...WORDS, layer: 1, token_weight: 0 };
const RANDOM = { n_ctx: 3, ctx_init: null };

describe("CoOp and KgCoOp", () => {
  before(async () => void (await startBackend("wasm")));
  const setting = () => ({
    model: wordClip("coop"),
    tokenizer: TOKENIZER,
    classNames: CLASSES,
    template: TEMPLATE,
  });

  it("started from the template's words are zero-shot CLIP", () => {
    const s = setting();
    const tuner = makeTuner(kgcoop, s, WORDS);
    const { shape, data } = tuner.init(seededRandom("start"))[CONTEXT]!;
    const parameters = { [CONTEXT]: tf.tensor(data, [...shape]) };
    const names = [...CLASSES, "fishing rod"];
    const tuned = tuner.textFeatures(parameters, names).dataSync();
    const frozen = makeTuner(zeroShot, s).textFeatures({}, names).dataSync();
    tuned.forEach((v, i) => assert.ok(Math.abs(v - frozen[i]!) < 1e-6));
  });

  it("start at random with the deviation asked for, the same for the same seed", () => {
    const tuner = makeTuner(coop, setting(), RANDOM);
    const start = (seed: number) => tuner.init(seededRandom("start", seed))[CONTEXT]!.data;
    assert.deepEqual(start(1), start(1));
    assert.notDeepEqual(start(1), start(2));
    const square = start(1).reduce((sum, v) => sum + v * v, 0) / start(1).length;
    assert.ok(Math.sqrt(square) > 0.01 && Math.sqrt(square) < 0.03);
  });

  it("have the gradient of their loss", () => {
    const s = setting();
    const tuner = makeTuner(kgcoop, s, RANDOM);
    const dimension = s.model.architecture.embed_dim;
    const batch = {
      images: tf.tensor2d(unitFeatures(5, dimension, "batch"), [5, dimension]),
      labels: Int32Array.of(0, 1, 2, 3, 3),
    };
    const { shape, data } = tuner.init(seededRandom("start"))[CONTEXT]!;
    // A larger context than the start's: next to 0 the first layer norm bends too much for differences.
    const context = tf.mul(tf.tensor(data, [...shape]), 20);
    const loss = (x: tf.Tensor) => tuner.loss({ [CONTEXT]: x }, batch, []).total;
    assert.ok(relativeGradientError(loss, context, seededRandom("directions")) < 5e-3);
  });

  it("scale cosines by the model's logit scale", () => {
    const s = setting();
    const tuner = makeTuner(zeroShot, s);
    const dimension = s.model.architecture.embed_dim;
    const image = templateFeatures(s.model, TOKENIZER, ["cup"], TEMPLATE);
    const logits = tuner.logits({}, image, CLASSES).dataSync();
    assert.ok(Math.abs(logits[CLASSES.indexOf("cup")]! - s.model.logitScale) < 1e-3);
    assert.equal(image.shape[1], dimension);
  });

  it("learn as many tokens as there are words, whatever n_ctx says", () => {
    const s = setting();
    const width = s.model.textTower.positions.shape[1];
    const options = { ...WORDS, n_ctx: 16 };
    for (const tuner of [
      ...[makeTuner(coop, s, options), makeTuner(kgcoop, s, options)],
      ...[makeTuner(cocoop, s, options), makeTuner(dept, s, options)],
      makeTuner(tcp, s, { ...TCP, n_ctx: 16 }),
    ]) {
      const start = tuner.init(seededRandom("start"));
      assert.deepEqual(start[CONTEXT]!.shape, [4, width], tuner.name);
    }
  });

  it("keep the tokens of words with several in the prompt", () => {
    const s = setting();
    const words = "a photo, of_a";
    assert.equal(TOKENIZER.encode("a photo, of a").length, 5);
    const template = "a photo, of a {}.";
    const frozen = templateFeatures(s.model, TOKENIZER, CLASSES, template).dataSync();
    for (const tuner of [
      makeTuner(coop, s, { ...WORDS, ctx_init: words }),
      makeTuner(tcp, { ...s, template }, { ...TCP, ctx_init: words }),
    ]) {
      const start = tuner.init(seededRandom("start"));
      assert.equal(start[CONTEXT]!.shape[0], 4);
      const parameters = Object.fromEntries(
        Object.entries(start).map(([name, { shape, data }]) => [
          name,
          tf.tensor(data, [...shape]),
        ]),
      );
      const tuned = tuner.textFeatures(parameters, CLASSES).dataSync();
      tuned.forEach((v, i) => assert.ok(Math.abs(v - frozen[i]!) < 1e-6, tuner.name));
    }
  });

  it("keep no tensor behind", () => {
    const s = setting();
    const before = tf.memory().numTensors;
    const tuner = makeTuner(kgcoop, s, RANDOM);
    tuner.prepare(["fork", "spoon"]);
    tuner.prepare(["fork", "knife"]);
    const { shape, data } = tuner.init(seededRandom("start"))[CONTEXT]!;
    const parameters = { [CONTEXT]: tf.tensor(data, [...shape]) };
    const features = tuner.textFeatures(parameters, ["knife", "unknown word", "dog"]);
    tf.dispose([features, parameters[CONTEXT]!]);
    tuner.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
});
