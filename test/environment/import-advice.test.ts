import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { it } from "node:test";
import { withAdvice } from "../../environment/kernel/import-advice.cjs";

const root = resolve(__dirname, "..", "..");
const missing = (name: string) => ({
  ...{
    code: 2307,
    messageText: `Cannot find module '${name}' or its corresponding type declarations.`,
  },
});

it("a notebook outside of the lab is told in one line where to put it", () => {
  const advice = withAdvice(missing("../src/lab"), join(root, "..", "elsewhere"));
  assert.match(
    advice,
    /^Cannot find module '..\/src\/lab'; this notebook lies outside of the lab: move it to .*\/notebooks, which imports the lab as ..\/src\/lab$/,
  );
  // Inside, a path may be misspelt.
  const inside = missing("../src/labb");
  assert.equal(withAdvice(inside, join(root, "notebooks")), inside.messageText);
});

it("another error stays as it is", () => {
  const other = {
    code: 2322,
    messageText: "Type 'string' is not assignable to type 'number'.",
  };
  assert.equal(withAdvice(other), other.messageText);
});
