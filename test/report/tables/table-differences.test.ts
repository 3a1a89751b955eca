import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  firstDifference,
  tableDifferences,
} from "../../../src/report/tables/table-differences";
import { temporaryFolder } from "../../experiments/helpers";

const files = {
  "07-table-1.md": "| CoOp | 14.6 |\n| CoOp+DOR | 6.5 |\n",
  "07-table-1.csv": "method,value\nCoOp,0.1458\n",
  "07-table-1.png": "a picture, which depends on fonts",
  "claims.json": "{}\n",
  "runs.csv": "run,predictions\n0123,abcd\n",
};

test("folders with the same tables do not differ, whatever their pictures", (context) => {
  const [committed, now] = twoFolders(context);
  writeFileSync(join(now, "07-table-1.png"), "another picture");
  assert.deepEqual(tableDifferences(committed, now), []);
});

test("an altered number is named by file and line, with both values", (context) => {
  const [committed, now] = twoFolders(context);
  const path = join(committed, "07-table-1.md");
  writeFileSync(path, readFileSync(path, "utf8").replace("6.5", "5.6"));
  const [difference, ...others] = tableDifferences(committed, now);
  assert.deepEqual(others, []);
  assert.match(difference!, /^figures\/07-table-1\.md:2: .*5\.6.*, now .*6\.5/);
});

test("tables that one of the two lacks are named", (context) => {
  const [committed, now] = twoFolders(context);
  rmSync(join(committed, "07-table-1.csv"));
  rmSync(join(committed, "runs.csv"));
  rmSync(join(now, "claims.json"));
  assert.deepEqual(tableDifferences(committed, now), [
    "figures/07-table-1.csv: is missing",
    "figures/claims.json: nothing writes it",
    "figures/runs.csv: is missing",
  ]);
});

test("a line more at the end is a difference, and a long line is cut around it", () => {
  assert.deepEqual(firstDifference("a.md", "1\n", "1\n2\n"), [`a.md:2: "", now "2"`]);
  const row = "0 ".repeat(200);
  const [difference] = firstDifference("a.md", `${row}1`, `${row}2`);
  assert.ok(difference!.length < 200);
  assert.match(difference!, /0 1", now .*0 2"$/);
});

function twoFolders(context: Parameters<typeof temporaryFolder>[0]): [string, string] {
  const root = temporaryFolder(context);
  return ["committed", "now"].map((name) => {
    const folder = join(root, name);
    mkdirSync(folder);
    for (const [file, text] of Object.entries(files))
      writeFileSync(join(folder, file), text);
    return folder;
  }) as [string, string];
}
