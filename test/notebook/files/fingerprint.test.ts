import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { isExecuted, recordExecuted } from "../../../src/notebook/files/fingerprint";
import { FOLDERS } from "../../../src/files/folders";

const folder = mkdtempSync(join(tmpdir(), "promptcal-executed-"));
const { variable } = FOLDERS.cache;
const earlier = process.env[variable];
before(() => {
  process.env[variable] = join(folder, "cache");
});
after(() => {
  if (earlier === undefined) delete process.env[variable];
  else process.env[variable] = earlier;
  rmSync(folder, { recursive: true, force: true });
});

it("a notebook is executed again when its fingerprint or its file has changed, or it was removed", () => {
  const path = join(folder, "a.ipynb");
  writeFileSync(path, "executed");
  assert.equal(isExecuted(path, "first"), false);
  recordExecuted(path, "first");
  assert.equal(isExecuted(path, "first"), true);
  assert.equal(isExecuted(path, "second"), false);
  writeFileSync(path, "changed");
  assert.equal(isExecuted(path, "first"), false);
  rmSync(path);
  assert.equal(isExecuted(path, "first"), false);
});
