import assert from "node:assert/strict";
import { test } from "node:test";
import {
  eventError,
  mismatch,
  oneOf,
  printable,
  PromptcalError,
  shown,
} from "../../src/errors/promptcal-error";

test("an event is one plain sentence with a way out, whatever file names it holds", () => {
  const error = eventError("a\nb is gone", "restore it");
  assert.ok(error instanceof PromptcalError);
  assert.equal(error.message, "a\\u000ab is gone; restore it");
});

test("a mismatch says what, expected, got, where and how to fix it", () => {
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

test("a mismatch stays on one line and bounded, whatever a file holds", () => {
  const got = `\u001b[2J\r\n\u202e\ud800${"x".repeat(10_000)}end`;
  const { message } = mismatch({ what: "name", expected: "a word", got, where: "a.json" });
  assert.match(
    message,
    /got \\u001b\[2J\\u000d\\u000a\\u202e\\ud800x+ \.\.\. x+end \(a\.json\)$/,
  );
  assert.ok(message.length < 1000);
  assert.equal(printable("日本 \u{1f431}"), "日本 \u{1f431}");
  assert.equal(shown({ toString: 1 }), '{"toString":1}');
  assert.equal(shown(undefined), "nothing");
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
  assert.throws(() => oneOf("xyz", valid, "tuner"), {
    message: 'unknown tuner "xyz". Valid: zeroshot, coop, kgcoop',
  });
  assert.throws(() => oneOf("x", [], "suite"), /Valid: \(none\)/);
});
