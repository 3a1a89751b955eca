import assert from "node:assert/strict";
import { test } from "node:test";
import { clipTokenizer } from "../../../src/encoders/tokens/tokenizer";
import {
  namesIncluded,
  usableNouns,
  withoutClasses,
} from "../../../src/regularisers/outliers/candidates";
import { wordnetNouns } from "../../../src/regularisers/outliers/wordnet";

const tokenizer = clipTokenizer();

test("WordNet 3.0 has its 117,798 nouns, in lower case", () => {
  const nouns = wordnetNouns();
  assert.equal(nouns.length, 117798);
  for (const noun of ["dog", "sea_horse", "entity"]) assert.ok(nouns.includes(noun));
  assert.equal(
    nouns.find((noun) => noun !== noun.toLowerCase() || noun.includes(" ")),
    undefined,
  );
});

test("usable nouns are short enough and of trained tokens", () => {
  const nouns = ["dog", "guide_dog", "south_american_sea_lion", "dog"];
  const two = usableNouns(nouns, tokenizer, { maxWords: 2 });
  assert.deepEqual(two.names, ["dog", "guide dog"]);
  assert.deepEqual(two.removed, { length: 1, untrained: 0 });
  const trainedTokens = new Set(tokenizer.encode("dog ."));
  const known = usableNouns(nouns, tokenizer, { trainedTokens });
  assert.deepEqual(known.names, ["dog"]);
  assert.equal(known.removed.untrained, 2);
  assert.deepEqual(usableNouns(nouns, tokenizer, { maxTokens: 1 }).names, ["dog"]);
});

test("names of classes are removed without regard to case, head nouns on request", () => {
  const names = ["dog", "great dane", "guide dog", "dog house", "windsor chair"];
  const classes = ["Dog", "Great_Dane"];
  const kept = (rules?: Parameters<typeof withoutClasses>[2]): string[] =>
    Array.from(withoutClasses(names, classes, rules).kept, (i) => names[i]!);
  assert.deepEqual(kept(), ["guide dog", "dog house", "windsor chair"]);
  assert.deepEqual(kept({ removeHeadNouns: true }), ["dog house", "windsor chair"]);
  assert.deepEqual(kept({ alsoRemove: ["Windsor_chair"] }), ["guide dog", "dog house"]);
  assert.deepEqual(withoutClasses(names, classes).removed, { className: 2, headNoun: 0 });
});

test("the leak check finds new classes among the words", () => {
  assert.deepEqual(namesIncluded(["sea horse", "ketch"], ["Sea_Horse", "yin_yang"]), [
    "Sea_Horse",
  ]);
});
