import assert from "node:assert/strict";
import { it } from "node:test";
import { isDataName } from "../../../src/experiments/spec/data-name";

it("names of data sets may have spaces and letters of any script, but nothing that leaves a folder or a list", () => {
  for (const name of ["food", "my data", "données", "中文", "_mine", "(a) R&D's", "v1.2"])
    assert.ok(isDataName(name), name);
  for (const name of [
    "",
    " a",
    "a ",
    "a.",
    "..",
    "-x",
    ".hidden",
    "a/b",
    "a\\b",
    "a,b",
    "a\nb",
  ])
    assert.ok(!isDataName(name), name);
  for (const value of ["a|b", "\u202eabc", "\ud800", "x".repeat(101), 5, null])
    assert.ok(!isDataName(value), String(value));
});
