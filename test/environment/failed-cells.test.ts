import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { canExecuteNotebooks } from "../../src/notebook/files/execute";
import { outcome, runCells } from "./kernel-cells";

const skip = canExecuteNotebooks() ? false : "no Python packages in .venv";

/** Cells and what their outcome has to be; all of them run in one kernel, in this order. */
const CELLS: readonly {
  readonly what: string;
  readonly source: string;
  readonly shows: RegExp;
}[] = [
  {
    what: "a cell that defines a function",
    source:
      'function broken(n: number): number {\n\n  if (n > 2) throw new RangeError("too far");\n  return n;\n}',
    shows: /^$/,
  },
  {
    what: "an error in another cell's function names that cell, and the calling one",
    source: '\nconsole.log("here");\nbroken(3);',
    shows: /RangeError: too far\n +at .*broken \(cell \[1\]:3:20\)\n +at cell \[2\]:3:1$/,
  },
  {
    what: "a cell of one line names its place",
    source: 'throw new Error("one line")',
    shows: /Error: one line\n +at cell \[3\]:1:7$/,
  },
  {
    what: "an error of a timer names its cell",
    source:
      'setTimeout(() => { throw new Error("late"); }, 10); await new Promise((done) => setTimeout(done, 500));',
    shows: /did not wait for:\nError: late\n +at .*\(cell \[4\]:1:26\)\n$/,
  },
  {
    what: "so does one of a promise that nothing awaits",
    source:
      '\nvoid Promise.reject(new Error("unawaited"));\nawait new Promise((done) => setTimeout(done, 500));',
    shows: /did not wait for:\nError: unawaited\n +at cell \[5\]:2:21\n$/,
  },
  {
    what: "a syntax error names its cell",
    source: "const q = (;",
    shows: /cell \[6\]:1:12 - error TS1109/,
  },
  {
    what: "a type error names its cell",
    source: '\nconst w: number = "x"',
    shows: /cell \[7\]:2:7 - error TS2322/,
  },
  {
    what: "a cell that fails half way",
    source:
      "let a = 1, b = [2];\nconst { c, ...rest } = { c: 3, d: 4 };\ninterface Point { x: number }\n" +
      "function f(): number { return a + c; }\na = 5;\n" +
      'await Promise.resolve();\nif (a > 4) throw new Error("half way");\nconst after = 6;\nclass Late {}',
    shows: /Error: half way/,
  },
  {
    what: "what it had assigned is there afterwards, with its types",
    source:
      "const p: Point = { x: a };\nconsole.log(JSON.stringify([a, b, c, rest, p, f()]));",
    shows: /^\[5,\[2\],3,\{"d":4\},\{"x":5\},8\]\n$/,
  },
  {
    what: "what it did not come to is unknown, instead of undefined",
    source: "console.log(after, Late);",
    shows: /Cannot find name 'after'[^]*Cannot find name 'Late'/,
  },
];

describe("cells that fail, in a real kernel", { skip }, () => {
  let folder = "";
  let shown: readonly string[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "promptcal-cells-"));
    const cells = CELLS.map(({ source }) => source);
    shown = (await runCells(cells, { folder })).map(outcome);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [i, { what, shows }] of CELLS.entries()) {
    it(what, () => assert.match(shown[i]!, shows));
  }
});
