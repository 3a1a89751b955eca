import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { firstPage } from "../../environment/jupyter/first-page.cjs";

it("JupyterLab opens the first notebook of short/ where npm start has written it", (context) => {
  const root = mkdtempSync(join(tmpdir(), "promptcal-first-page-"));
  context.after(() => rmSync(root, { recursive: true }));
  assert.deepEqual(firstPage(root, ["--no-browser"]), []);
  mkdirSync(join(root, "short", "figures"), { recursive: true });
  assert.deepEqual(firstPage(root, []), []);
  for (const name of ["02-b.ipynb", "00-start-here.ipynb", "0-notes.txt"])
    writeFileSync(join(root, "short", name), "{}");
  const opens = ["--LabApp.default_url=/lab/tree/short/00-start-here.ipynb"];
  assert.deepEqual(firstPage(root, ["--no-browser", "--port=0"]), opens);
  // What a person asks for goes first.
  assert.deepEqual(firstPage(root, ["notebooks/05-why.ipynb"]), []);
  assert.deepEqual(firstPage(root, ["--LabApp.default_url=/tree"]), []);
});
