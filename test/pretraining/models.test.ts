import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { onlyFamilies } from "../../src/pretraining/corpus";
import {
  classWords,
  CONTROL_NAMES,
  familiesOf,
  MODEL_NAMES,
  recipeOf,
} from "../../src/pretraining/models";
import { PRETRAINING } from "../../src/pretraining/recipe";
import { drawnCorpus } from "./drawn-corpus";

/** Families of 1000, 900, 800 icons, and twenty of 60, 58, ... 22. */
const SIZES = [1000, 900, 800, ...Array.from({ length: 20 }, (_, i) => 60 - 2 * i)];
const icons = SIZES.flatMap((size, family) =>
  Array<{ family: string }>(size).fill({ family: `family-${family}` }),
);

describe("the pretrained models", () => {
  it("share one recipe, and differ in the seed", () => {
    for (const model of MODEL_NAMES) {
      const { seed, ...rest } = recipeOf(model);
      assert.deepEqual({ ...rest, seed: PRETRAINING.seed }, PRETRAINING);
      assert.equal(MODEL_NAMES[seed - 1], model);
    }
  });

  it("leave out different families, alike in size, and never the largest three", () => {
    const leftOut = MODEL_NAMES.map((model) => {
      const kept = familiesOf(model, icons);
      return SIZES.map((_, i) => i).filter((i) => !kept.has(`family-${i}`));
    });
    const all = leftOut.flat();
    assert.equal(new Set(all).size, all.length);
    assert.ok(!all.some((family) => family < 3));
    // Twenty families of 60 + 58 + ... + 22 = 820 icons in five parts: about 164 each.
    for (const families of leftOut) {
      const count = families.reduce((sum, family) => sum + SIZES[family]!, 0);
      assert.ok(Math.abs(count - 820 / 5) <= 22, `${count}`);
    }
  });

  it("have controls that learn the logit scale to the end and share all else with a twin", () => {
    assert.ok(CONTROL_NAMES.length > 0);
    for (const control of CONTROL_NAMES) {
      const twin = MODEL_NAMES.find((model) => control === `${model}-learned`)!;
      assert.deepEqual(recipeOf(control), { ...recipeOf(twin), rampTo: null });
      assert.deepEqual(familiesOf(control, icons), familiesOf(twin, icons));
    }
  });

  it("do not depend on the order of the icons", () => {
    for (const model of MODEL_NAMES) {
      const turned = familiesOf(model, icons.slice().reverse());
      assert.deepEqual([...turned].sort(), [...familiesOf(model, icons)].sort());
    }
  });

  it("know the words of class names, each once", () => {
    const words = classWords();
    assert.equal(new Set(words).size, words.length);
    for (const word of ["chevron", "QR", "walkie-talkie"]) assert.ok(words.includes(word));
  });
});

describe("a corpus of some families", () => {
  it("has their icons and pixels, in order", () => {
    const corpus = drawnCorpus(8, 3);
    const { icons: kept, images } = onlyFamilies(corpus, new Set(["family-0", "family-2"]));
    assert.deepEqual(kept, [...corpus.icons.slice(0, 16), ...corpus.icons.slice(32)]);
    const bytes = 16 * 8 * 8 * 3;
    assert.deepEqual(images.subarray(0, bytes), corpus.images.subarray(0, bytes));
    assert.deepEqual(images.subarray(bytes), corpus.images.subarray(2 * bytes));
  });
});
