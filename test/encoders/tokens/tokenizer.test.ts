import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { bytePairs } from "../../../src/encoders/tokens/byte-pairs";
import { htmlUnescape } from "../../../src/encoders/tokens/html-unescape";
import { clipTokenizer, promptIds } from "../../../src/encoders/tokens/tokenizer";
import { sha256 } from "../../../src/files/hash";
import { REFERENCE } from "../../reference";

/** Of the merges in openai/CLIP's vocabulary file, in their order, a line each. */
const MERGES = "f61f2adf497e6f5357c347aeb4646fabe82f341e946de5bdec5d2858e41bef4a";

interface Entry {
  readonly text: string;
  readonly ids: readonly number[];
  readonly too_long?: boolean;
  readonly truncated?: readonly number[];
}

test("every string of the reference gets the reference's ids", () => {
  const { entries, total } = JSON.parse(
    readFileSync(join(REFERENCE, "tokens.json"), "utf8"),
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

test("the packaged merges are those of openai/CLIP", () => {
  const { ids, ranks } = bytePairs();
  assert.equal(ids.size, 49408);
  assert.equal(sha256([...ranks.keys()].join("\n")), MERGES);
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
