import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { FIGURES_VARIABLE } from "../../src/report/rendering/save-figure";
import { canRender } from "../../src/report/rendering/render";
import { canExecuteNotebooks, executeNotebooks } from "../../src/notebook/files/execute";
import { type Notebook, notebook, outputText } from "../environment/notebook-files";

const root = resolve(__dirname, "..", "..");
const committed = join(root, "figures");
const scratch = join(root, "scratch", "figures");
const skip = canExecuteNotebooks() ? false : "no Python packages in .venv";

/** Names, sizes and times of the committed figures and tables. */
function state(): readonly string[] {
  return readdirSync(committed).map((name) => {
    const { size, mtimeMs } = statSync(join(committed, name));
    return `${name} ${size} ${mtimeMs}`;
  });
}

describe("where a notebook's figures and tables go", { skip }, () => {
  const earlier = process.env[FIGURES_VARIABLE];
  let folder = "";
  let path = "";
  // A name that no notebook has, in case it lands in the wrong folder.
  let name = "";

  before(() => {
    delete process.env[FIGURES_VARIABLE];
    mkdirSync(join(root, ".cache"), { recursive: true });
    folder = mkdtempSync(join(root, ".cache", "scratch-test-"));
    name = basename(folder);
    path = join(folder, "try.ipynb");
    writeFileSync(
      path,
      notebook([
        'import { show } from "../../src/notebook/display";\n' +
          'import { epochLines } from "../../src/report/figures/epoch-lines";\n' +
          'import { figuresFolder } from "../../src/report/rendering/save-figure";\n' +
          'import { saveTable } from "../../src/report/tables/save-table";',
        'await show(epochLines([{ method: "coop", title: "CoOp", x: [1, 2], y: [3, 1] }], ' +
          `{ title: "Loss", y: "loss" }), { save: "${name}" });`,
        `const table = saveTable("${name}-table", { caption: "A table", values: "none", columns: [], rows: [], notes: [] });`,
        "console.log(figuresFolder);",
      ]),
    );
  });
  after(() => {
    if (earlier !== undefined) process.env[FIGURES_VARIABLE] = earlier;
    for (const place of [committed, scratch]) {
      const files = existsSync(place) ? readdirSync(place) : [];
      for (const file of files.filter((one) => one.startsWith(name)))
        rmSync(join(place, file));
    }
    rmSync(folder, { recursive: true, force: true });
  });

  async function execute(figures?: string): Promise<Notebook> {
    const options = figures === undefined ? {} : { figures };
    await executeNotebooks([path], { ...options, say: () => undefined });
    return JSON.parse(readFileSync(path, "utf8")) as Notebook;
  }

  const LINE =
    "this notebook writes its figures to scratch/figures, not to figures, which `npm run paper` alone writes " +
    "(PROMPTCAL_FIGURES names another folder)\n";

  it("a person's kernel writes to the scratch folder, says so once, and leaves figures/ alone", async () => {
    const was = state();
    const { cells } = await execute();
    const kinds = canRender() ? ["csv", "pdf", "png", "svg"] : ["csv", "plotly.json"];
    for (const kind of [...kinds.map((one) => `.${one}`), "-table.md", "-table.tex"]) {
      assert.ok(existsSync(join(scratch, `${name}${kind}`)), kind);
    }
    assert.deepEqual(state(), was);
    assert.equal(outputText(cells[1]!), LINE);
    assert.equal(outputText(cells[2]!), "");
    // What notebook 15 writes its claims to.
    assert.equal(outputText(cells[3]!), `${scratch}\n`);
  });

  it("the program that executes notebooks names another folder, of which nothing is said", async () => {
    const other = join(folder, "figures");
    const { cells } = await execute(other);
    assert.ok(existsSync(join(other, `${name}.csv`)));
    assert.equal(outputText(cells[1]!), "");
    assert.equal(outputText(cells[3]!), `${other}\n`);
  });
});
