import assert from "node:assert/strict";
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
import { canExecuteNotebooks } from "../../src/notebook/files/execute";
import { NotebookWorker } from "../../src/notebook/files/notebook-worker";
import { type Notebook, notebook, outputText } from "./notebook-files";

const root = resolve(__dirname, "..", "..");
const skip = canExecuteNotebooks() ? false : "no Python packages in .venv";

describe("a worker that executes notebooks one after the other", { skip }, () => {
  let folder = "";
  let worker: NotebookWorker;
  /** What the worker told of the last notebook. */
  let note: string | undefined;

  before(() => {
    mkdirSync(join(root, ".cache"), { recursive: true });
    folder = mkdtempSync(join(root, ".cache", "worker-test-"));
    for (const part of ["src", "notebooks", "others"]) mkdirSync(join(folder, part));
    const source = [
      'import { onNextNotebook } from "../../../src/progress/next-notebook";',
      "export const loaded = { times: 0, told: 0 };",
      "loaded.times += 1;",
      "onNextNotebook(() => (loaded.told = 0));",
    ];
    writeFileSync(join(folder, "src", "module.ts"), `${source.join("\n")}\n`);
    worker = new NotebookWorker(
      join(folder, "figures"),
      "cells",
      new AbortController().signal,
    );
  });
  after(async () => {
    await worker.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Executes cells; what each prints. */
  async function run(
    cells: readonly string[],
    part = "notebooks",
  ): Promise<readonly string[]> {
    const path = join(folder, part, "try.ipynb");
    const output = join(folder, "executed", "try.ipynb");
    writeFileSync(path, notebook(cells));
    note = await worker.execute({ notebook: path, output, parameters: {} });
    const { cells: executed } = JSON.parse(readFileSync(output, "utf8")) as Notebook;
    assert.deepEqual(
      executed.map((cell) => cell.execution_count),
      cells.map((_, i) => i + 1),
    );
    return executed.map(outputText);
  }

  const IMPORT = 'import { loaded } from "../src/module";';
  const PID = "console.log(process.pid);";

  it("has one kernel for the notebooks of a folder, each as in a new one", async () => {
    const [first] = await run([
      PID,
      "let a = 1; process.env.PROMPTCAL_TRIED = 'yes';",
      `${IMPORT}\nloaded.told += 1; console.log(loaded.times, loaded.told);`,
    ]);
    const [second, names, changed, module] = await run([
      PID,
      'console.log(typeof (globalThis as any).__tslab__.exports["a"]);',
      "const a = 'another type'; console.log(a, process.env.PROMPTCAL_TRIED);",
      `${IMPORT}\nloaded.told += 1; console.log(loaded.times, loaded.told);`,
    ]);
    assert.equal(second, first);
    assert.equal(names, "undefined\n");
    assert.equal(changed, "another type undefined\n");
    // Not loaded again, but what it had told is forgotten.
    assert.equal(module, "1 1\n");
    const [elsewhere] = await run([PID], "others");
    assert.notEqual(elsewhere, first);
  });

  it("refuses names of earlier notebooks, and goes on after a failure", async () => {
    await run(["const hidden = 1;"]);
    await assert.rejects(run(["console.log(hidden);"]), {
      name: "PromptcalError",
      message: /try\.ipynb: cell 1 failed[\s\S]*Cannot find name 'hidden'/,
    });
    assert.deepEqual(await run(["console.log(2);"]), ["2\n"]);
  });

  it("executes a notebook again where its kernel dies after others, and says so", async () => {
    const died = join(folder, "died");
    const cell = [
      'import { existsSync, writeFileSync } from "fs";',
      `const again = existsSync(${JSON.stringify(died)});`,
      `if (!again) { writeFileSync(${JSON.stringify(died)}, ""); process.kill(process.pid, "SIGKILL"); }`,
      "console.log(again);",
    ].join("\n");
    await run(["console.log(1);"]);
    assert.deepEqual(await run([cell]), ["true\n"]);
    assert.match(
      note ?? "",
      /^try\.ipynb: its kernel died \(exit status -9\); it was executed again/,
    );
  });

  it("whose process ends says so, and the next notebook is executed by another", async () => {
    await assert.rejects(run(["process.kill(process.ppid, 'SIGKILL'); process.exit(1);"]), {
      name: "PromptcalError",
      message: /has ended before it/,
    });
    assert.deepEqual(await run(["console.log(3);"]), ["3\n"]);
  });

  it("stops with the signal, and leaves the notebook unwritten", async () => {
    const controller = new AbortController();
    const stopped = new NotebookWorker(join(folder, "figures"), "cells", controller.signal);
    const path = join(folder, "notebooks", "wait.ipynb");
    const output = join(folder, "executed", "wait.ipynb");
    const begun = join(folder, "begun");
    writeFileSync(
      path,
      notebook([
        `import { writeFileSync } from "fs";\nwriteFileSync(${JSON.stringify(begun)}, "");\nawait new Promise(() => {});`,
      ]),
    );
    const task = stopped.execute({ notebook: path, output, parameters: {} });
    const refused = assert.rejects(task, { name: "AbortError" });
    while (!existsSync(begun)) await new Promise((done) => setTimeout(done, 100));
    controller.abort();
    await refused;
    await stopped.close();
    assert.equal(existsSync(output), false);
  });
});
