import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { startBackend } from "../../src/engine/backend";
import { methodOptions } from "../../src/experiments/spec/methods";
import { makeTuner } from "../../src/methods/make-tuner";
import { tunerNamed } from "../../src/methods/registry";
import { CONTEXT } from "../../src/methods/text/learned-context";
import type { Tuner } from "../../src/methods/tuner";
import { seededRandom } from "../../src/random/random";
import { tunedOf } from "../../src/training/tuned";
import { TunedText } from "../../src/training/tuned-text";
import { CLASSES, TEMPLATE, TOKENIZER, unitFeatures, wordClip } from "../methods/word-clip";

const NAMES = ["dog", "mountain goat"];

describe("tuned text features", () => {
  before(async () => void (await startBackend("wasm")));

  /** CoOp with its start values, and the names that it passed through the text tower. */
  function counted() {
    const model = wordClip("tuned text");
    const setting = {
      model,
      tokenizer: TOKENIZER,
      template: TEMPLATE,
      classNames: CLASSES,
    };
    const coop = makeTuner(
      tunerNamed("coop"),
      setting,
      methodOptions("coop", "none", { n_ctx: 2 }),
    );
    const passed: string[] = [];
    const textFeatures: Tuner["textFeatures"] = (parameters, names) => {
      passed.push(names.join(", "));
      return coop.textFeatures(parameters, names);
    };
    const tuner = { ...coop, textFeatures };
    const values = coop.init(seededRandom("tuned text"));
    return { owner: { tuner, setting, trainImages: undefined }, values, passed };
  }

  it("pass the text tower once at the same values, whoever holds them", () => {
    const { owner, values, passed } = counted();
    const text = new TunedText(owner);
    const first = text.at(values, NAMES);
    assert.deepEqual(text.at(structuredClone(values), NAMES), first);
    assert.deepEqual(passed, ["dog, mountain goat"]);
    const [width] = [owner.setting.model.architecture.embed_dim];
    // Other names have a pass of their own, in which each has the same features.
    assert.deepEqual(text.at(values, ["dog"]), first.slice(0, width));
    assert.equal(passed.length, 2);
    owner.tuner.dispose();
  });

  it("are computed again when a step changes a value in place", () => {
    const { owner, values, passed } = counted();
    const text = new TunedText(owner);
    const before = text.at(values, NAMES);
    values[CONTEXT]!.data[0]! += 1;
    const after = text.at(values, NAMES);
    assert.notDeepEqual(after, before);
    values[CONTEXT]!.data[0]! -= 1;
    assert.deepEqual(text.at(values, NAMES), before);
    assert.equal(passed.length, 3);
    owner.tuner.dispose();
  });

  it("of the last measure serve the predictions and what is stored", () => {
    const { owner, values, passed } = counted();
    const text = new TunedText(owner);
    const measured = text.at(values, NAMES);
    const tuned = tunedOf(owner, { parameters: values, history: [] }, {}, text);
    const { embed_dim: width } = owner.setting.model.architecture;
    tuned.logits(unitFeatures(3, width, "tuned text"), NAMES);
    const stored = tuned.textFeatures(NAMES);
    assert.deepEqual(stored, measured);
    assert.equal(passed.length, 1);
    // A caller may change what it was given.
    stored.fill(0);
    assert.deepEqual(tuned.textFeatures(NAMES), measured);
    tuned.dispose();
  });
});
