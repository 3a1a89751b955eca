import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CLIP_MEAN, CLIP_STD } from "../../src/images/normalisation";
import { clipTokenizer } from "../../src/encoders/tokens/tokenizer";
import { seededRandom } from "../../src/random/random";
import { captionTexts, iconSampler, pixelBatch } from "../../src/pretraining/batch";
import { tokenBatch, tokenRows } from "../../src/pretraining/caption-tokens";
import { splitCorpus } from "../../src/pretraining/corpus";
import { PRETRAINING } from "../../src/pretraining/recipe";
import {
  LONG_TEMPLATES,
  SHORT_TEMPLATES,
  TEMPLATE_WORDS,
} from "../../src/pretraining/templates";
import { drawnCorpus } from "./drawn-corpus";

const SIZE = 8;
const corpus = drawnCorpus(SIZE, 2);
const { encode, start, end } = clipTokenizer();
const table = tokenRows(
  corpus.icons.map(({ caption }) => caption),
  encode,
  start,
  end,
);

describe("drawing icons", () => {
  it("follows the weights of the sets", () => {
    const recipe = { ...PRETRAINING, setWeights: { "set-0": 0.25 } };
    const all = Int32Array.from(corpus.icons, (_, i) => i);
    const n = 20_000;
    const drawn = iconSampler(corpus, all, recipe)(n, seededRandom("draw"));
    const light = drawn.filter((icon) => corpus.icons[icon]!.set === "set-0").length;
    // 16 icons of weight 1/4 against 16 of weight 1: a share of 1/5, within five deviations.
    assert.ok(Math.abs(light / n - 0.2) < 5 * Math.sqrt((0.2 * 0.8) / n));
    assert.equal(new Set(drawn).size, 32);
  });

  it("keeps all drawings of a caption in a family on one side", () => {
    const many = { ...corpus, icons: [...corpus.icons, ...corpus.icons] };
    const { training, heldOut } = splitCorpus(many);
    assert.equal(training.length + heldOut.length, 64);
    const keys = (indices: Int32Array): Set<string> =>
      new Set(Array.from(indices, (i) => many.icons[i]!.family + many.icons[i]!.caption));
    const held = keys(heldOut);
    for (const key of keys(training)) assert.ok(!held.has(key));
  });
});

describe("a batch's pictures", () => {
  it("are normalised pixels, channel by channel", () => {
    const values = pixelBatch(corpus, [5, 2], false, seededRandom("still"));
    assert.equal(values.length, 2 * 3 * SIZE * SIZE);
    for (const [image, icon] of [5, 2].entries()) {
      for (let channel = 0; channel < 3; channel++) {
        for (let pixel = 0; pixel < SIZE * SIZE; pixel++) {
          const byte = corpus.images[(icon * SIZE * SIZE + pixel) * 3 + channel]!;
          const expected = (byte / 255 - CLIP_MEAN[channel]!) / CLIP_STD[channel]!;
          const got = values[(image * 3 + channel) * SIZE * SIZE + pixel]!;
          assert.ok(Math.abs(got - expected) < 1e-5);
        }
      }
    }
  });
});

describe("a batch's texts", () => {
  it("have short templates first, then long ones, then arbitrary words", () => {
    const captions = Array<string>(40).fill("red bar");
    const arbitrary = { words: TEMPLATE_WORDS, encode, longest: 30 };
    const texts = captionTexts(
      captions,
      { long: 6, words: 4 },
      arbitrary,
      seededRandom("texts"),
    );
    const filled = (templates: readonly string[]): string[] =>
      templates.map((template) => template.replace("{}", "red bar"));
    texts.slice(36).forEach((text) => {
      const words = text.split(" ");
      assert.equal(words.splice(-2).join(" "), "red bar.");
      assert.ok(words.length >= 1 && words.length <= 20);
      assert.ok(words.every((word) => TEMPLATE_WORDS.includes(word)));
    });
    assert.equal(new Set(texts.slice(36)).size, 4);
    texts.slice(0, 36).forEach((text, i) => {
      const templates = i < 30 ? SHORT_TEMPLATES : LONG_TEMPLATES;
      assert.ok(filled(templates).includes(text), text);
    });
  });

  it("lose arbitrary words where the name would be cut off, never the name", () => {
    const arbitrary = { words: ["heptagon"], encode, longest: 12 };
    const captions = Array<string>(50).fill("red bar");
    const mix = { long: 0, words: 50 };
    const texts = captionTexts(captions, mix, arbitrary, seededRandom("long"));
    for (const text of texts) {
      assert.match(text, /^(heptagon )*red bar\.$/);
      assert.ok(encode(text).length <= 12, text);
    }
    // Of 1 to 20 words most texts are too long: what is left is as long as fits.
    const word = encode("heptagon").length;
    const fits = Math.floor((12 - encode("red bar.").length) / word);
    assert.equal(Math.max(...texts.map((text) => text.split(" ").length - 2)), fits);
  });

  it("can hold words of names that no caption has", () => {
    const names = ["red", "heptagon", "trapezoid"];
    const captions = corpus.icons.map(({ caption }) => caption);
    const more = tokenRows(captions, encode, start, end, names);
    assert.deepEqual(more.onlyInNames, ["heptagon", "trapezoid"]);
    const added = new Set(["heptagon", "trapezoid"].flatMap(encode));
    const known = new Set(table.ids);
    const expected = [...added].filter((id) => !known.has(id));
    assert.equal(more.ids.length, table.ids.length + expected.length);
    for (const id of added) assert.ok(more.rowOf.has(id));
    assert.deepEqual(table.onlyInNames, []);
  });

  it("have tokens in the table, whatever the template", () => {
    for (const { caption } of corpus.icons) {
      for (const template of [...SHORT_TEMPLATES, ...LONG_TEMPLATES]) {
        for (const id of encode(template.replace("{}", caption))) {
          assert.ok(table.rowOf.has(id), `${template}: ${id}`);
        }
      }
    }
    for (const id of TEMPLATE_WORDS.flatMap(encode)) assert.ok(table.rowOf.has(id));
    assert.deepEqual(
      [...table.ids].sort((a, b) => a - b),
      table.ids,
    );
  });

  it("are start, ids, end, and end tokens as padding", () => {
    const texts = ["a red bar.", "{}"];
    const { rows, length, ends } = tokenBatch(["a red bar.", "red"], encode, table, 32);
    const ids = Array.from(rows, (row) => table.ids[row]!);
    const [long, short] = [encode(texts[0]!), encode("red")];
    assert.equal(length, long.length + 2);
    assert.deepEqual(ends, [long.length + 1, short.length + 1]);
    assert.deepEqual(ids.slice(0, length), [start, ...long, end]);
    const padding = Array<number>(length - short.length - 2).fill(end);
    assert.deepEqual(ids.slice(length), [start, ...short, end, ...padding]);
  });

  it("are cut to the longest length, the end token kept", () => {
    const { rows, length, ends } = tokenBatch(["a red bar."], encode, table, 4);
    const ids = Array.from(rows, (row) => table.ids[row]!);
    assert.equal(length, 4);
    assert.deepEqual(ends, [3]);
    assert.deepEqual(ids, [start, ...encode("a red bar.").slice(0, 2), end]);
  });
});
