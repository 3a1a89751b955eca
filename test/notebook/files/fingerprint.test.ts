import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import {
  isEdited,
  isExecuted,
  recordExecuted,
} from "../../../src/notebook/files/fingerprint";
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
  writeFileSync(path, notebook("1 + 1", "2"));
  assert.equal(isExecuted(path, "first"), false);
  recordExecuted(path, "first");
  assert.equal(isExecuted(path, "first"), true);
  assert.equal(isExecuted(path, "second"), false);
  writeFileSync(path, notebook("1 + 1", "3"));
  assert.equal(isExecuted(path, "first"), false);
  rmSync(path);
  assert.equal(isExecuted(path, "first"), false);
});

it("a notebook is a user's own once its cells differ from those that were executed, whatever its outputs", () => {
  const path = join(folder, "own.ipynb");
  writeFileSync(path, notebook("1 + 1", "2"));
  assert.equal(isEdited(path), false, "nothing is known of it");
  recordExecuted(path, "first");
  writeFileSync(path, notebook(["1 ", "+ 1"], "3"));
  assert.equal(isEdited(path), false, "the same text in lines");
  writeFileSync(path, notebook("1 + 1", "2", ""));
  assert.equal(isEdited(path), false, "JupyterLab adds an empty cell");
  writeFileSync(path, notebook("1 + 2", "3"));
  assert.equal(isEdited(path), true);
  writeFileSync(path, "{");
  assert.equal(isEdited(path), true, "no notebook any more");
  rmSync(path);
  assert.equal(isEdited(path), false);
});

/** A notebook of one cell with an output, and of others without. */
function notebook(
  source: string | readonly string[],
  output: string,
  ...others: readonly string[]
): string {
  const cell = (own: typeof source, outputs: readonly object[]) => ({
    ...{ cell_type: "code", metadata: {} },
    ...{ source: own, outputs },
  });
  const first = cell(source, [{ text: output }]);
  return JSON.stringify({ cells: [first, ...others.map((own) => cell(own, []))] });
}
