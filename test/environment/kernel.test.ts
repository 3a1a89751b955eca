import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { canExecuteNotebooks, executeNotebooks } from "../../src/notebook/files/execute";
import { notebookPython } from "../../src/notebook/files/notebook-python";
import { type Notebook, notebook, outputText } from "./notebook-files";

const root = resolve(__dirname, "..", "..");
const skip = canExecuteNotebooks() ? false : "no Python packages in .venv";

describe("the notebook kernel, through nbclient", { skip }, () => {
  let folder = "";
  let path = "";

  before(() => {
    mkdirSync(join(root, ".cache"), { recursive: true });
    // Inside the repository, since the kernel takes the repository as the root of all sources.
    folder = mkdtempSync(join(root, ".cache", "kernel-test-"));
    mkdirSync(join(folder, "src", "shapes"), { recursive: true });
    mkdirSync(join(folder, "notebooks"));
    path = join(folder, "notebooks", "try.ipynb");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const source = (name: string, text: string): void =>
    writeFileSync(join(folder, "src", name), text);

  async function run(
    cells: readonly string[],
    parameters: Record<string, string | number[]> = {},
  ): Promise<Notebook> {
    writeFileSync(path, notebook(cells));
    await executeNotebooks([path], { parameters, say: () => {} });
    return JSON.parse(readFileSync(path, "utf8")) as Notebook;
  }

  async function failure(cells: readonly string[]): Promise<string> {
    const error: unknown = await run(cells).then(
      () => assert.fail("expected the notebook to fail"),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof Error);
    assert.equal(error.name, "PromptcalError");
    return error.message;
  }

  it("fills in execution counts, waits for top-level await, keeps variables", async () => {
    const done = await run([
      "let a = 2;",
      "const b = await Promise.resolve(3);",
      "a *= b; console.log(JSON.stringify({ a, b })); a",
    ]);
    assert.deepEqual(
      done.cells.map((cell) => cell.execution_count),
      [1, 2, 3],
    );
    assert.equal(outputText(done.cells[2]!), `{"a":${2 * 3},"b":3}\n${2 * 3}\n`);
  });

  it("a package without types is any, with a note, and one that is missing says how to get it", async () => {
    const own = join(folder, "notebooks", "node_modules", "typeless");
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, "package.json"), '{ "name": "typeless", "main": "index.js" }');
    writeFileSync(join(own, "index.js"), "exports.seven = 7;\n");
    const done = await run([
      'import { seven } from "typeless";\nconsole.log(seven.anything, seven);',
    ]);
    const [note, printed] = ["stderr", "stdout"].map((stream) =>
      done.cells[0]!.outputs.filter(({ name }) => name === stream)
        .flatMap(({ text }) => text ?? [])
        .join(""),
    );
    assert.equal(note, "note: typeless brings no types; what it exports is any\n");
    assert.equal(printed, "undefined 7\n");
    assert.match(
      await failure(['import x from "@nobody/nothing/deep";\nx;']),
      /Cannot find module '@nobody\/nothing\/deep'; run: npm install @nobody\/nothing\b/,
    );
  });

  it("imports ../src: files, folders, types, circles, JSON, __dirname", async () => {
    source("data.json", '{ "answer": 42 }');
    source(
      "even.ts",
      'import { odd } from "./odd";\nexport const even = (n: number): boolean => n === 0 || odd(n - 1);\n',
    );
    source(
      "odd.ts",
      'import { even } from "./even";\nexport const odd = (n: number): boolean => n !== 0 && even(n - 1);\n',
    );
    source(
      "shapes/index.ts",
      'export interface Shape { readonly area: number }\nexport { square } from "./square";\n',
    );
    source(
      "shapes/square.ts",
      'import { basename } from "node:path";\nimport type { Shape } from "./index";\n' +
        "export const square = (side: number): Shape => ({ area: side * side });\n" +
        "export const folder = basename(__dirname);\n",
    );
    const done = await run([
      'import { even } from "../src/even";\nimport { square, type Shape } from "../src/shapes";\n' +
        'import { folder } from "../src/shapes/square";\nimport data from "../src/data.json";',
      "const s: Shape = square(3);\nconsole.log(even(10), s.area, folder, data.answer);",
    ]);
    assert.equal(outputText(done.cells[1]!), `true ${3 * 3} shapes 42\n`);
  });

  it("runs the project's own sources, tfjs with its gradients included", async () => {
    const done = await run([
      'import { tf } from "../../../src/engine/tf";\nimport "@tensorflow/tfjs-backend-cpu";',
      'await tf.setBackend("cpu");\n' +
        "const slope = tf.grad((x) => tf.sum(tf.square(x)))(tf.tensor1d([3]));\n" +
        "console.log(slope.dataSync()[0]);",
    ]);
    assert.equal(outputText(done.cells[1]!), `${2 * 3}\n`);
  });

  it("loads an edited source again where a cell imports it, also through an index, and nothing else", async () => {
    source("edited.ts", "export const answer = 1;\n");
    source("shapes/answers.ts", 'export { answer } from "../edited";\n');
    source("state.ts", "export const state = { imports: 0 };\n");
    const imports =
      'import { answer } from "../src/shapes/answers"; import { state } from "../src/state";' +
      " state.imports += 1; console.log(answer, state.imports);";
    const edit = (text: string): string =>
      `fs.writeFileSync("../src/edited.ts", ${JSON.stringify(text)});`;
    const done = await run([
      // No other cell comes between the first import and the edit.
      `import fs from "node:fs"; ${imports} ${edit("export const answer = 22;\n")}`,
      imports,
      edit('export const answer = "three";\n'),
      imports,
    ]);
    assert.deepEqual(
      [0, 1, 3].map((i) => outputText(done.cells[i]!)),
      ["1 1\n", "22 2\n", "three 3\n"],
    );
  });

  it("keeps variables on a plain object that V8 keeps fast, and lets imported names be declared again", async () => {
    const done = await run([
      'import v8 from "node:v8"; import { join } from "node:path";\n' +
        'v8.setFlagsFromString("--allow-natives-syntax");\n' +
        'const isFast = new Function("o", "return %HasFastProperties(o)");',
      "let total = 0; for (let i = 0; i < 1000; i++) total += i;\ntotal",
      'import { types } from "node:util";\nconst join = 5;\n' +
        "console.log(types.isProxy(exports), isFast(exports), join, total);",
    ]);
    const sum = (1000 * 999) / 2;
    assert.equal(outputText(done.cells[2]!), `false true 5 ${sum}\n`);
  });

  it("shows a type error of a cell with line and source, and names the cell", async () => {
    const message = await failure(["1", '\nconst wrong: number = "text";']);
    assert.match(message, /try\.ipynb: cell 2 failed: const wrong/);
    assert.match(message, /cell \[2\]:2:7 - error TS2322: Type 'string' is not assignable/);
    assert.match(message, /const wrong: number = "text";\n +~~~~~$/m);
  });

  it("checks strictly: null and implicit any are errors", async () => {
    const message = await failure(["const n: number = null;\nfunction f(x) { return x; }"]);
    assert.match(message, /cell \[1\]:1:7 - error TS2322/);
    assert.match(message, /cell \[1\]:2:12 - error TS7006/);
  });

  it("shows a type error of an imported source with its file and line", async () => {
    source(
      "broken.ts",
      "export interface Point { x: { y: number } }\n\nexport const p: Point = { x: { y: 'no' } };\n",
    );
    const message = await failure(['import { p } from "../src/broken";\np']);
    assert.match(message, /kernel-test-\w+\/src\/broken\.ts:3:32 - error TS2322/);
  });

  it("shows a thrown error with the lines as written, in the cell and in src", async () => {
    source(
      "thrower.ts",
      "interface Unused { a: number }\n\n/** Throws. */\nexport function thrower(): never {\n  throw new RangeError('too far');\n}\n",
    );
    const message = await failure([
      'type Gone = string;\nimport { thrower } from "../src/thrower";\n\n  thrower();',
    ]);
    assert.match(message, /RangeError: too far/);
    assert.match(message, /src\/thrower\.ts:5:9/);
    assert.match(message, /at cell \[1\]:4:\d+/);
    assert.doesNotMatch(message, /tslab/);
  });

  it("stops at the first failing cell and leaves the notebook as it was", async () => {
    const marker = join(folder, "marker");
    const message = await failure([
      'throw "plain text"',
      `(require("node:fs") as typeof import("node:fs")).writeFileSync(${JSON.stringify(marker)}, "")`,
    ]);
    assert.match(message, /cell 1 failed[^]*plain text/);
    assert.equal(existsSync(marker), false);
    const kept = JSON.parse(readFileSync(path, "utf8")) as Notebook;
    assert.ok(kept.cells.every((cell) => cell.execution_count === null));
  });

  it("finds variables of earlier cells in shorthand properties", async () => {
    const cells = [
      "let a = 1;\nlet b = 2;",
      "const c = 3;\nconsole.log(JSON.stringify({ a, c, more: { b } }));",
      "({ a, b = 5 } = { a: 4 } as { a: number; b?: number });\nconsole.log(a, b);",
    ];
    writeFileSync(path, notebook(cells));
    await executeNotebooks([path], { say: () => {} });
    const done = JSON.parse(readFileSync(path, "utf8")) as Notebook;
    assert.equal(outputText(done.cells[1]!), '{"a":1,"c":3,"more":{"b":2}}\n');
    assert.equal(outputText(done.cells[2]!), "4 5\n");
  });

  it("injects parameters behind the tagged cell, type-checked, once", async () => {
    const cells = [
      'let suite = "icons";\nlet seeds = [1, 2, 3];',
      "console.log(suite, seeds.length);",
    ];
    writeFileSync(path, notebook(cells, 0));
    const say = (): void => {};
    await executeNotebooks([path], { parameters: { suite: "clip" }, say });
    await executeNotebooks([path], { parameters: { suite: "clip", seeds: [7] }, say });
    const done = JSON.parse(readFileSync(path, "utf8")) as Notebook;
    assert.equal(done.cells.length, cells.length + 1);
    assert.equal(outputText(done.cells[2]!), "clip 1\n");
    await assert.rejects(
      executeNotebooks([path], { parameters: { seed: 1 }, say }),
      /unknown parameter of try\.ipynb "seed"; did you mean "seeds"\? Valid: suite, seeds/,
    );
    await assert.rejects(
      executeNotebooks([path], { parameters: { seeds: ["a"] }, say }),
      /cell 2 failed[^]*TS2322/,
    );
  });

  it("ends a busy cell when it is told to stop and leaves the notebook as it was", async () => {
    const marker = join(folder, "busy");
    writeFileSync(
      path,
      notebook([
        'import { writeFileSync } from "node:fs";\n' +
          `writeFileSync(${JSON.stringify(marker)}, "");\nfor (;;) {}`,
      ]),
    );
    const before = readFileSync(path, "utf8");
    const controller = new AbortController();
    const stopped = executeNotebooks([path], { signal: controller.signal, say: () => {} });
    const waiting = setInterval(() => existsSync(marker) && controller.abort(), 100);
    await assert.rejects(stopped, { name: "AbortError" });
    clearInterval(waiting);
    assert.equal(readFileSync(path, "utf8"), before);
  });

  it("that finds a port taken ends, and others are started in its place, three in all", async () => {
    writeFileSync(path, notebook(["console.log(1 + 1);"]));
    const output = join(folder, "executed.ipynb");
    const script = join(__dirname, "taken_port.py");
    const execute = (taken: number): Promise<{ stdout: string; stderr: string }> =>
      promisify(execFile)(notebookPython, [script, path, output, String(taken)]);
    const second = await execute(1);
    assert.equal(second.stdout, `${1 + 1}\n`);
    assert.match(second.stderr, /^The kernel cannot listen at tcp:.*in use\. It ends\.$/m);
    const { cells } = JSON.parse(readFileSync(output, "utf8")) as Notebook;
    assert.equal(outputText(cells[0]!), "2\n");
    await assert.rejects(execute(3), {
      stdout: "3\n",
      message: /try\.ipynb: the kernel did not start: Kernel died before replying/,
    });
  });
});

describe("the kernel's preload", () => {
  it("refuses a tslab whose text it does not know", () => {
    const { applyPatches } = require(
      join(root, "environment", "kernel", "preload.cjs"),
    ) as {
      applyPatches(text: string, list: readonly object[], where: string): string;
    };
    const list = [{ why: "a reason", find: "old();", put: "new();" }];
    assert.equal(applyPatches("a; old(); b;", list, "x.js"), "a; new(); b;");
    assert.throws(
      () => applyPatches("a; b;", list, "x.js"),
      /x\.js: expected 1 of "old\(\);", got 0 \(a reason\); the preload is for tslab 1\.0\.22/,
    );
  });
});
