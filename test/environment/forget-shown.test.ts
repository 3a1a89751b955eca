import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { forgetShown } from "../../environment/jupyter/forget-shown.cjs";

it("the lab's start removes figures that were shown over a week ago, and needs no folder", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "promptcal-shown-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const hour = 3600;
  for (const [name, hours] of [
    ["old", 7 * 24 + 1],
    ["new", 7 * 24 - 1],
  ] as const) {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, "{}");
    const then = Date.now() / 1000 - hours * hour;
    utimesSync(path, then, then);
  }
  forgetShown(folder);
  assert.deepEqual(readdirSync(folder), ["new.json"]);
  forgetShown(join(folder, "none"));
});
