import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CALIBRATORS } from "../../src/analysis/runs/calibrated-runs";
import { withMethods } from "../../src/cli/methods-page";
import { projectRoot } from "../../src/files/project-root";

test("docs/methods.md is what the definitions say", () => {
  const page = readFileSync(join(projectRoot, "docs", "methods.md"), "utf8");
  assert.equal(withMethods(page), page, "write it again: npx promptcal tables");
});

test("docs/methods.md has a row for each calibrator", () => {
  const page = readFileSync(join(projectRoot, "docs", "methods.md"), "utf8");
  const [, section = ""] = /^## Calibrators$([^]*?)^## /m.exec(page) ?? [];
  const rows = [...section.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(
    rows,
    CALIBRATORS.filter((name) => name !== "none"),
  );
});

test("a page without a mark is refused", () => {
  assert.throws(() => withMethods("# Methods\n"), /expected <!-- tuners -->/);
});
