import assert from "node:assert/strict";
import { test } from "node:test";
import { tokenDecoder } from "../../../src/encoders/tokens/decode";
import { clipTokenizer } from "../../../src/encoders/tokens/tokenizer";

test("texts come back in small letters", () => {
  const [tokenizer, decode] = [clipTokenizer(), tokenDecoder()];
  for (const text of [
    "golden retriever",
    "a photo of a",
    "boeing 737",
    "café crème",
    "ketch .",
  ])
    assert.equal(decode(tokenizer.encode(text)), text.replace("737", "7 3 7"));
  assert.equal(decode([tokenizer.start, ...tokenizer.encode("Cat"), tokenizer.end]), "cat");
  assert.equal(decode([]), "");
});
