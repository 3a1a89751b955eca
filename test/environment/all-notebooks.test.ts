import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { notebookNames, notebooksFolder } from "../../src/cli/start/run-notebooks";
import { STORE_VARIABLE } from "../../src/experiments/store/store-paths";
import { canExecuteNotebooks, executeNotebooks } from "../../src/notebook/files/execute";
import { type Parameters, parameterNames } from "../../src/notebook/files/parameters";
import { canRender } from "../../src/report/rendering/render";

const skip = canExecuteNotebooks() ? false : "no Python packages in .venv";

/** One data set, one seed, one epoch: the same cells on the smallest plan. */
const SHORT: Parameters = {
  datasets: ["weather"],
  shiftedDatasets: ["weather"],
  seeds: [1],
  epochs: 1,
};

/** Notebooks that compute what they vary; the other large plans are shown without, as after `npm start`. */
const COMPUTED = ["05", "11"];

describe("every notebook, from the first cell to the last", { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), "promptcal-notebooks-"));
  const figures = join(folder, "figures");
  const earlierStore = process.env[STORE_VARIABLE];
  before(() => {
    process.env[STORE_VARIABLE] = join(folder, "runs");
  });
  after(() => {
    if (earlierStore === undefined) delete process.env[STORE_VARIABLE];
    else process.env[STORE_VARIABLE] = earlierStore;
    rmSync(folder, { recursive: true, force: true });
  });

  it("runs headless on a shortened plan, two at a time, and leaves its figures and tables", async () => {
    const names = notebookNames();
    // The first one computes the story's runs, which the others then read.
    await execute(names[0]!);
    const waiting = names.slice(1);
    const worker = async (): Promise<void> => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
        await execute(name);
      }
    };
    await Promise.all([worker(), worker()]);
    const written = readdirSync(figures);
    for (const name of names.filter((one) => /^\d\d-/.test(one))) {
      const saved = [
        ...readFileSync(join(notebooksFolder, name), "utf8").matchAll(
          /(?:save: |saveTable\((?:\\n",\s*")?\s*)\\"([^"\\]+)\\"/g,
        ),
      ].map((match) => match[1]!);
      const here = saved.filter((figure) => written.includes(`${figure}.csv`));
      // What needs runs that are not there is left out with a sentence.
      assert.ok(here.length > 0 || ["10"].includes(name.slice(0, 2)), name);
      for (const figure of here) {
        const table = written.includes(`${figure}.tex`);
        const kinds = table ? ["md", "tex"] : canRender() ? ["svg", "pdf", "png"] : [];
        for (const kind of kinds) assert.ok(written.includes(`${figure}.${kind}`), figure);
      }
    }
  });

  async function execute(name: string): Promise<void> {
    const source = join(notebooksFolder, name);
    const declared = parameterNames(source);
    const requested = { ...SHORT, compute: COMPUTED.includes(name.slice(0, 2)) };
    const parameters = Object.fromEntries(
      Object.entries(requested).filter(([parameter]) => declared.includes(parameter)),
    );
    await executeNotebooks([source], {
      parameters,
      output: join(folder, "executed", name),
      figures,
      say: () => undefined,
    });
  }
});
