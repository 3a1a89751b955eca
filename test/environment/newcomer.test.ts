import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Browser, Locator, Page } from "playwright-core";
import { STORE_VARIABLE } from "../../src/experiments/store/store-paths";
import { SUITES_VARIABLE } from "../../src/experiments/suites/suite";
import { canExecuteNotebooks } from "../../src/notebook/files/execute";
import { FIGURES_VARIABLE } from "../../src/report/rendering/save-figure";
import { findChromium } from "../../src/report/rendering/find-chromium.cjs";
import { columnWidth } from "../../src/report/rendering/theme";
import { makeTinySuite } from "../experiments/tiny-suite";
import {
  kernelIdle,
  openNotebook,
  runCell,
  startBrowser,
  startLab,
  type RunningLab,
} from "./jupyter-lab";
import { type Notebook, notebook } from "./notebook-files";

const root = resolve(__dirname, "..", "..");
const isClone = existsSync(join(root, ".git"));
const skip =
  canExecuteNotebooks() && findChromium() !== null && isClone
    ? false
    : "no Python packages, no Chromium, or no clone";
/** Where to put pictures for a person to look at; nowhere by default. */
const shots = process.env["PROMPTCAL_SCREENSHOTS"];

/** The committed notebook that the newcomer opens first. */
const STORY = "notebooks/02-coop-overconfidence.ipynb";

/** What the newcomer writes into the first cells of a notebook of their own. */
const OWN_CELLS = [
  'import * as lab from "../../src/lab";\n' +
    'import { existsSync } from "node:fs";\n' +
    "const deep = (values: number[]): number => {\n" +
    "  if (values.length === 0) throw new RangeError('no values');\n" +
    "  return values[0]!;\n" +
    "};",
  "// The function above fails.\nconst kept = 7;\ndeep([]);",
  "console.log(kept);",
  'while (!existsSync("never.txt")) {\n' +
    "  await new Promise((done) => setTimeout(done, 100));\n" +
    '  console.log("still here");\n' +
    "}",
  'const mine = await lab.loadPredictions("mine.csv", { columns: { label: "gold" } });\n' +
    'const { input } = lab.evaluatePredictions(mine, { bins: 5, random: lab.seededRandom("mine", 1) });\n' +
    'const panel = { title: "my model", ece: lab.ece(input, { bins: 5 }) };\n' +
    "console.log(panel.ece.n);",
  'await lab.show(lab.reliabilityDiagram([panel], { title: "My model" }), ' +
    '{ save: "mine", width: 312, fontSize: 9, title: false });',
  "const pulled = lab.defineTuner({\n" +
    '  name: "pulled", title: "pulled", about: "CoOp, drawn back halfway", imageInput: "features", tunes: ["names"],\n' +
    "  options: { ...lab.trainingOptions(), ...lab.contextOptions({ n_ctx: 2 }), ...lab.placeOptions() },\n" +
    "  make: (setting, options) => lab.textTuner(setting, lab.learnedContext(setting, options)),\n" +
    "});\n" +
    'await lab.tryMethod({ tuner: pulled, suite: "tiny", dataset: "colours", seed: 1, options: { epochs: 1 } })',
];

describe("a newcomer's hour in the lab, in a real browser", { skip }, () => {
  let folder = "";
  let place = "";
  let lab: RunningLab;
  let browser: Browser;
  let page: Page;
  let status = "";

  /** What git sees of the clone. */
  const gitStatus = (): string =>
    execFileSync("git", ["status", "--porcelain", "--untracked-files=all"], {
      cwd: root,
      encoding: "utf8",
    });
  /** Bytes of what git may not look at again. */
  const committed = (): string => readFileSync(join(root, STORY), "utf8");

  before(async () => {
    status = gitStatus();
    // Ignored by git, and what the lab offers for trying things.
    mkdirSync(join(root, "scratch"), { recursive: true });
    folder = mkdtempSync(join(root, "scratch", "newcomer-"));
    place = `scratch/${basename(folder)}`;
    await makeTinySuite(folder);
    writeFileSync(
      join(folder, "mine.csv"),
      "gold,prob_cat,prob_dog\n0,0.75,0.25\n1,0.4,0.6\n0,0.3,0.7\n1,0.1,0.9\n",
    );
    writeFileSync(join(folder, "mine.ipynb"), notebook(OWN_CELLS));
    lab = await startLab({
      ...process.env,
      [SUITES_VARIABLE]: join(folder, "suites"),
      [STORE_VARIABLE]: join(folder, "store"),
      // Not scratch/figures, where a person's own may lie.
      [FIGURES_VARIABLE]: join(folder, "figures"),
    });
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await lab?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function shot(name: string): Promise<void> {
    if (shots !== undefined)
      await page.screenshot({ path: join(shots, `newcomer-${name}.png`) });
  }

  const cell = (index: number): Locator =>
    page.locator(".jp-Notebook .jp-CodeCell").nth(index);
  const outputs = (index: number): Locator => cell(index).locator(".jp-OutputArea-output");

  it("changes parameters of a committed notebook and runs all of it; nothing committed changes", async () => {
    const before = committed();
    page = await openNotebook(browser, lab, STORY);
    await kernelIdle(page);
    await cell(1).locator(".cm-content").click();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(
      'let suite = "tiny";\nlet datasets: string[] | "all" = "all";\nlet seeds = [1];\n' +
        'let epochs: number | "recipe" = 3;\nlet bins = 15;\nlet rule: lab.EdgeRule = "paper";',
    );
    await page.locator('[data-command="notebook:restart-run-all"]').first().click();
    await page.locator(".jp-Dialog .jp-mod-accept").click();
    const { cells } = JSON.parse(before) as { cells: readonly { cell_type: string }[] };
    const count = cells.filter(({ cell_type }) => cell_type === "code").length;
    const prompts = page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt");
    await prompts.filter({ hasText: "[*]:" }).first().waitFor();
    await prompts.filter({ hasText: `[${count}]:` }).waitFor();
    assert.deepEqual(
      await page
        .locator('[data-mime-type="application/vnd.jupyter.stderr"]')
        .allTextContents(),
      [],
    );
    await shot("run-all");
    // What differs from the notebook's own parameters stands in the figure.
    await page.mouse.move(0, 0);
    const diagram = cell(3).locator(".jp-RenderedPlotly");
    await diagram.scrollIntoViewIfNeeded();
    await diagram.hover({ force: true });
    await diagram.locator(".gtitle").waitFor();
    const title = (await diagram.locator(".gtitle").textContent())!;
    assert.match(title, /tiny suite, 2 data sets, 1 seed, epochs 3/);
    assert.match(title, /15 bins/);
    assert.equal(committed(), before);
    assert.equal(gitStatus(), status);
    await page.close();
    await lab.endKernels();
  });

  it("breaks things: an error names the cell of the function, and what came before it is there", async () => {
    page = await openNotebook(browser, lab, `${place}/mine.ipynb`);
    await kernelIdle(page);
    await runCell(page, 0, 1);
    await runCell(page, 1, 2);
    const error = (await outputs(1).allTextContents()).join("\n");
    assert.match(error, /RangeError: no values/);
    assert.match(error, /cell \[1\]:4:\d+/);
    assert.match(error, /cell \[2\]:3:\d+/);
    await runCell(page, 2, 3);
    assert.equal((await outputs(2).allTextContents()).join(""), "7\n");
    await shot("error");
  });

  it("stops a loop, which says so in a sentence and prints nothing under later cells", async () => {
    await cell(3).locator(".cm-content").click();
    await page.keyboard.press("Control+Enter");
    await outputs(3).filter({ hasText: "still here" }).first().waitFor();
    await page.locator('[data-command="notebook:interrupt-kernel"]').first().click();
    await outputs(3).filter({ hasText: "Stopped." }).waitFor();
    // Until then the kernel drops what is asked of it, as after any error.
    await kernelIdle(page);
    await shot("stopped");
    await runCell(page, 4, 5);
    // Long enough for several turns of the loop.
    await page.waitForTimeout(1000);
    // Four rows of the file.
    assert.equal((await outputs(4).allTextContents()).join(""), "4\n");
  });

  it("draws a figure of its own data for a column, whose files are that wide", async () => {
    await runCell(page, 5, 6);
    await cell(5).locator(".jp-RenderedPlotly").waitFor();
    const svg = readFileSync(join(folder, "figures", "mine.svg"), "utf8");
    assert.match(svg, new RegExp(`^<svg [^>]*width="${columnWidth}"`));
    assert.doesNotMatch(svg, /My model/);
    await shot("column");
  });

  it("tries a tuner of its own, which shows itself as a row", async () => {
    await runCell(page, 6, 7);
    const row = outputs(6).locator("tbody tr");
    await row.waitFor();
    assert.match((await row.textContent())!, /^colours.*pulled/);
    await shot("tuner");
  });

  it("saves, exports with the sharp picture, and reopens with its outputs", async () => {
    const file = join(folder, "mine.ipynb");
    const saved = (): Notebook => JSON.parse(readFileSync(file, "utf8")) as Notebook;
    await page.keyboard.press("Escape");
    while (saved().cells[6]!.execution_count !== 7) {
      await page.keyboard.press("Control+s");
      await page.waitForTimeout(1000);
    }
    const pictures = saved()
      .cells.flatMap(({ outputs }) => outputs)
      .flatMap(({ data }) => data?.["image/png"] ?? [])
      .map((png) => Buffer.from([png].flat().join(""), "base64"));
    // The first chunk of a PNG begins with its width.
    assert.deepEqual(
      pictures.map((png) => png.readUInt32BE(16)),
      [2 * columnWidth],
    );
    const { origin, searchParams } = new URL(lab.url);
    const token = `token=${searchParams.get("token")}`;
    const answer = await fetch(`${origin}/nbconvert/html/${place}/mine.ipynb?${token}`);
    assert.equal(answer.status, 200);
    const html = await answer.text();
    assert.ok(html.includes(pictures[0]!.toString("base64").slice(0, 200)));
    await page.close();
    page = await openNotebook(browser, lab, `${place}/mine.ipynb`);
    await cell(5).locator(".jp-RenderedPlotly").waitFor();
    await outputs(6).locator("tbody tr").waitFor();
    await shot("reopened");
  });

  it("leaves the clone as git knew it", () => {
    assert.equal(gitStatus(), status);
  });
});
