import assert from "node:assert/strict";
import { test } from "node:test";
import { parseJson, readJson } from "../../../src/files/json/parse-json";

test("JSON is parsed; brackets and long numbers inside of texts do not count", () => {
  const text = `{"a":"${"[{".repeat(500)}","b":"1e999","c":[1e300,-2.5],"d":"\\\\","e":"\\"${"[".repeat(500)}"}`;
  assert.deepEqual(parseJson(text, "x", "y"), JSON.parse(text));
  const deep = `${"[".repeat(100)}${"]".repeat(100)}`;
  assert.deepEqual(parseJson(deep, "x", "y"), JSON.parse(deep));
});

test("what is no JSON, too deep or beyond float64 is refused with its place", () => {
  for (const [text, message] of [
    ["{", /plan line: expected JSON, got .* \(a\.jsonl line 3\); remove it$/],
    ["[".repeat(101), /at most 100 levels of JSON, got more/],
    ["[1,1e400]", /expected finite numbers, got a larger one/],
    [`{"a":-${"9".repeat(400)}}`, /expected finite numbers/],
  ] as const) {
    assert.throws(() => parseJson(text, "plan line", "a.jsonl line 3", "remove it"), {
      name: "PromptcalError",
      message,
    });
  }
});

test("a missing file and a folder are named errors", () => {
  assert.throws(
    () => readJson("no such.json", "suite"),
    /^PromptcalError: no such\.json does not exist; expected a text file \(suite\)/,
  );
  assert.throws(
    () => readJson(__dirname, "suite"),
    / is a folder; expected a text file \(suite\); name a file/,
  );
});
