import assert from "node:assert/strict";
import { test } from "node:test";
import { editDistance, mismatch, oneOf, PromptcalError } from "../../src/numeric/errors";

test("a mismatch says what, expected, got, where and how to mend it", () => {
  const error = mismatch({
    what: "weights",
    expected: "hash a",
    got: "hash b",
    where: "mini.safetensors",
    fix: "run npm start",
  });
  assert.ok(error instanceof PromptcalError);
  assert.equal(error.name, "PromptcalError");
  assert.equal(
    error.message,
    "weights: expected hash a, got hash b (mini.safetensors); run npm start",
  );
  assert.equal(
    mismatch({ what: "bins", expected: "10", got: "0" }).message,
    "bins: expected 10, got 0",
  );
});

test("edit distance: kitten to sitting is 3, from nothing it is the length", () => {
  assert.equal(editDistance("kitten", "sitting"), 3);
  assert.equal(editDistance("", "coop"), 4);
  assert.equal(editDistance("coop", "coop"), 0);
});

test("oneOf returns a valid name and else lists all with the nearest", () => {
  const valid = ["zeroshot", "coop", "kgcoop"] as const;
  assert.equal(oneOf("coop", valid, "tuner"), "coop");
  assert.throws(
    () => oneOf("KgCop", valid, "tuner"),
    new PromptcalError(
      'unknown tuner "KgCop"; did you mean "kgcoop"? Valid: zeroshot, coop, kgcoop',
    ),
  );
  assert.throws(() => oneOf("x", [], "suite"), /Valid: \(none\)/);
});
