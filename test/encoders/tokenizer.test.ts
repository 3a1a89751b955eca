import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { bytePairs, parseMerges } from "../../src/encoders/byte-pairs";
import { htmlUnescape } from "../../src/encoders/html-unescape";
import { clipTokenizer, promptIds } from "../../src/encoders/tokenizer";

const reference = resolve(__dirname, "../../../shared/reference");
const skip = existsSync(reference) ? false : "the reference fixtures are not here";

interface Entry {
  readonly text: string;
  readonly ids: readonly number[];
  readonly too_long?: boolean;
  readonly truncated?: readonly number[];
}

test("every string of the reference gets the reference's ids", { skip }, () => {
  const { entries, total } = JSON.parse(
    readFileSync(`${reference}/tokens.json`, "utf8"),
  ) as { entries: Entry[]; total: number };
  const tokenizer = clipTokenizer();
  assert.equal(entries.length, total);
  const wrong = entries.filter(({ text, ids }) => {
    const got = tokenizer.encode(text);
    return got.length !== ids.length || got.some((id, i) => id !== ids[i]);
  });
  assert.deepEqual(
    wrong.map(({ text }) => [text, tokenizer.encode(text)]),
    [],
  );
  for (const { text, too_long, truncated } of entries) {
    if (too_long !== true) continue;
    assert.throws(() => promptIds(tokenizer, text, { contextLength: 77 }), /75 tokens/);
    if (truncated !== undefined) {
      const cut = promptIds(tokenizer, text, { contextLength: 77, truncate: true });
      assert.deepEqual(cut, truncated);
    }
  }
});

test("the packaged merges are those of openai/CLIP", { skip }, () => {
  const original = gunzipSync(
    readFileSync(`${reference}/bpe_simple_vocab_16e6.txt.gz`),
  ).toString("utf8");
  const [ours, theirs] = [bytePairs(), parseMerges(original)];
  assert.equal(ours.ids.size, 49408);
  assert.deepEqual([...ours.ranks.keys()], [...theirs.ranks.keys()]);
});

test("words, start and end", () => {
  const tokenizer = clipTokenizer();
  // ids of openai/CLIP's README example "a diagram", "a dog", "a cat"
  assert.deepEqual(tokenizer.encode("a diagram"), [320, 22697]);
  assert.deepEqual(
    promptIds(tokenizer, " A  Dog ", { contextLength: 4 }),
    [49406, 320, 1929, 49407],
  );
  assert.deepEqual(tokenizer.encode(""), []);
});

test("character references as Python's html.unescape resolves them", () => {
  const pairs: [string, string][] = [
    ["&amp;lt;", "&lt;"],
    ["&#150;&#128;", "–€"],
    ["&#xD800;&#0;&#1234567890;", "\ufffd\ufffd\ufffd"],
    ["&notit;", "¬it;"],
    ["&#1;x", "x"],
    ["&zfr; & &unknown;", "𝔷 & &unknown;"],
  ];
  for (const [text, expected] of pairs) assert.equal(htmlUnescape(text), expected);
});
