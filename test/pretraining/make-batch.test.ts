import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clipTokenizer } from "../../src/encoders/tokens/tokenizer";
import { seededRandom } from "../../src/random/random";
import { pixelBatch } from "../../src/pretraining/batch";
import { tokenRows } from "../../src/pretraining/caption-tokens";
import { makeBatch } from "../../src/pretraining/make-batch";
import { drawnCorpus } from "./drawn-corpus";

const SIZE = 8;
const LONGEST = 32;
const corpus = drawnCorpus(SIZE, 1);
const { encode, start, end } = clipTokenizer();
const captions = corpus.icons.map(({ caption }) => caption);
const tokens = tokenRows(captions, encode, start, end);
const source = { corpus, encode, tokens, longest: LONGEST };
const icons = captions.map((_, icon) => icon);

describe("a batch of pretraining", () => {
  const mix = { augment: false, longShare: 0.25, wordsShare: 0.25 };
  const batch = makeBatch(source, icons, mix, seededRandom("batch"));

  it("has each text beside the picture that it names", () => {
    const texts = batch.texts.flatMap(({ rows, length, ends }) =>
      ends.map((last, text) =>
        Array.from(
          rows.subarray(text * length + 1, text * length + last),
          (row) => tokens.ids[row]!,
        ).join(" "),
      ),
    );
    assert.equal(texts.length, icons.length);
    const pixels = 3 * SIZE * SIZE;
    texts.forEach((text, at) => {
      const picture = batch.images.subarray(at * pixels, (at + 1) * pixels);
      const icon = icons.find((candidate) => {
        const still = pixelBatch(corpus, [candidate], false, seededRandom("still"));
        return still.every((value, i) => value === picture[i]);
      });
      assert.ok(icon !== undefined, `picture ${at} is none of the icons`);
      const name = encode(captions[icon]!).join(" ");
      assert.ok(` ${text} `.includes(` ${name} `), `text ${at} names another icon`);
    });
  });

  it("masks the pairs of one caption, in the order of the batch", () => {
    const drawn = [3, 7, 3, 12, 7];
    const { images, duplicates } = makeBatch(source, drawn, mix, seededRandom("twins"));
    const n = drawn.length;
    const picture = (at: number): string =>
      images.subarray((at * images.length) / n, ((at + 1) * images.length) / n).join();
    let masked = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const twins = i !== j && picture(i) === picture(j);
        assert.equal(duplicates[i * n + j]! < 0, twins, `pair ${i}, ${j}`);
        if (twins) masked += 1;
      }
    }
    // 3 and 7 occur twice: two ordered pairs each.
    assert.equal(masked, 4);
  });

  it("groups texts by length, so that padding stays small", () => {
    const longest = batch.texts.map(({ length }) => length);
    assert.deepEqual(
      [...longest].sort((a, b) => a - b),
      longest,
    );
    assert.ok(longest[0]! < longest.at(-1)!);
  });
});
