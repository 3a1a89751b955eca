import assert from "node:assert/strict";
import { test } from "node:test";
import { firstFew } from "../../src/errors/first-few";

const NAMES = ["a", "b", "c", "d", "e", "f", "g"];

test("a sentence names the first five and counts the others", () => {
  // 7 - 5 = 2
  assert.equal(firstFew(NAMES), "a, b, c, d, e and 2 more");
  assert.equal(firstFew(NAMES.slice(0, 5)), "a, b, c, d, e");
  assert.equal(firstFew([]), "");
});

test("it names as many as it has room for, with the separator asked for", () => {
  // 7 - 3 = 4
  assert.equal(firstFew(NAMES, { shown: 3, separator: "; " }), "a; b; c and 4 more");
});
