import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fullSizePage } from "./page";

test("docs/full-size.md is what its records give", () => {
  const page = join(__dirname, "..", "..", "..", "docs", "full-size.md");
  assert.equal(readFileSync(page, "utf8"), fullSizePage());
});
