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
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { writePlan } from "../../src/experiments/sweep/plan";
import { SUITES_VARIABLE } from "../../src/experiments/suites/suite";
import { canExecuteNotebooks, executeNotebooks } from "../../src/notebook/files/execute";
import { type Notebook, notebook, outputText } from "../environment/notebook-files";
import { promptcal } from "../experiments/promptcal";
import { makeTinySuite, tinyRuns } from "../experiments/tiny-suite";

const root = resolve(__dirname, "..", "..");
const skip = canExecuteNotebooks() ? false : "no Python packages in .venv";
let folder = "";

before(async () => {
  mkdirSync(join(root, ".cache"), { recursive: true });
  folder = mkdtempSync(join(root, ".cache", "watch-test-"));
  await makeTinySuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
  const specs = await tinyRuns();
  writePlan(join(folder, "plan.jsonl"), specs);
  writePlan(join(folder, "part.jsonl"), specs.slice(0, 1));
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function sweep(plan: string): Promise<void> {
  const words = ["sweep", "run", plan, "--store", join(folder, "store"), "--jobs", "1"];
  const { code, err } = await promptcal(folder, ...words);
  assert.equal(code, 0, err);
}

test(
  "a cell of a real kernel shows a sweep of another process, redrawn in place until it is done",
  { skip },
  async () => {
    await sweep("part.jsonl");
    const path = join(folder, "watch.ipynb");
    const watch = 'watchSweep("plan.jsonl", { store: "store", every: 0.1 })';
    writeFileSync(
      path,
      notebook([
        'import { writeFileSync } from "node:fs";\n' +
          'import { watchSweep } from "../../src/notebook/watch-sweep";',
        'writeFileSync("watching", "");\n' + `const view = await ${watch};`,
        // Who comes back after the tab was closed runs the cell again.
        `const again = await ${watch};`,
        "console.log(JSON.stringify([view.done, again.done, view.total]));",
      ]),
    );
    const executed = executeNotebooks([path], { say: () => undefined });
    while (!existsSync(join(folder, "watching"))) {
      await Promise.race([sleep(50), executed]);
    }
    await sweep("plan.jsonl");
    await executed;
    const { cells } = JSON.parse(readFileSync(path, "utf8")) as Notebook;
    assert.equal(outputText(cells[3]!).trim(), "[4,4,4]");
    for (const { outputs } of cells.slice(1, 3)) {
      assert.equal(outputs.length, 1);
      const html = (outputs[0]!.data!["text/html"] as string[]).join("");
      assert.match(html, /^<p>4\/4 done, 0 running/);
    }
  },
);
