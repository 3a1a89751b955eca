import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Browser, Page } from "playwright-core";
import { presetRuns } from "../../src/experiments/sweep/presets";
import { projectRoot } from "../../src/files/project-root";
import { missingRuns } from "../../src/notebook/missing-runs";
import { notebook } from "../../test/environment/notebook-files";
import {
  kernelIdle,
  openNotebook,
  runCell,
  startLab,
  type RunningLab,
} from "../../test/environment/jupyter-lab";
import { DEFAULT_SUITE } from "../../src/experiments/suites/default-suite";
import { suiteNamed } from "../../src/experiments/suites/suite";
import { timingOf } from "../measure";
import { seconds, type Measured, type Row } from "../row";

const REPEATS = 3;
const START = join(projectRoot, "notebooks", "00-start-here.ipynb");

/** What a person waits for in JupyterLab: the first figure, the first import, a whole notebook. */
export async function labRows(browser: Browser, store: string): Promise<Measured> {
  const missing = missingRuns(
    await presetRuns("core", { suite: suiteNamed(DEFAULT_SUITE) }),
    store,
  );
  const folder = join(projectRoot, "scratch", "benchmark");
  // Its imports need the notebook one folder below the clone.
  const start = join(projectRoot, "scratch", "benchmark-00.ipynb");
  const first = join(projectRoot, "scratch", "benchmark-import.ipynb");
  mkdirSync(folder, { recursive: true });
  const lab = await startLab({
    ...process.env,
    PROMPTCAL_FIGURES: folder,
    PROMPTCAL_STORE: store,
  });
  try {
    copyFileSync(START, start);
    writeFileSync(first, notebook(['import * as lab from "../../src/lab";']));
    const rows = [
      await repeated("first figure of notebook 00, from its address", () =>
        untilFigure(browser, lab, start),
      ),
      await repeated("first import of the lab, in a new kernel", () =>
        firstImport(browser, lab, first),
      ),
    ];
    if (missing.length > 0) {
      const note = `Restart and run all: not measured, ${store} lacks ${missing.length} runs of the plan core.`;
      return { rows, notes: [note] };
    }
    const all = await repeated("restart and run all of notebook 00, all runs stored", () =>
      runAll(browser, lab, start),
    );
    return { rows: [...rows, all], notes: [] };
  } finally {
    await lab.stop();
    for (const path of [start, first, folder])
      rmSync(path, { recursive: true, force: true });
  }
}

async function repeated(work: string, once: () => Promise<number>): Promise<Row> {
  const samples = [];
  for (let i = 0; i < REPEATS; i++) samples.push({ wall: await once(), processor: 0 });
  const { processor: _processor, ...row } = seconds(work, "JupyterLab", timingOf(samples));
  return row;
}

async function untilFigure(
  browser: Browser,
  lab: RunningLab,
  path: string,
): Promise<number> {
  const begun = performance.now();
  const page = await openNotebook(browser, lab, relative(projectRoot, path));
  await page.locator(".jp-RenderedPlotly img.plot-img").first().waitFor();
  return end(page, lab, begun);
}

async function firstImport(
  browser: Browser,
  lab: RunningLab,
  path: string,
): Promise<number> {
  const page = await openNotebook(browser, lab, relative(projectRoot, path));
  await kernelIdle(page);
  const begun = performance.now();
  await runCell(page, 0, 1);
  return end(page, lab, begun);
}

async function runAll(browser: Browser, lab: RunningLab, path: string): Promise<number> {
  const page = await openNotebook(browser, lab, relative(projectRoot, path));
  await kernelIdle(page);
  await page.locator('[data-command="notebook:restart-run-all"]').first().click();
  const begun = performance.now();
  await page.locator(".jp-Dialog .jp-mod-accept").click();
  const { cells } = JSON.parse(readFileSync(path, "utf8")) as {
    cells: readonly { cell_type: string }[];
  };
  const count = cells.filter(({ cell_type }) => cell_type === "code").length;
  // The saved numbers stand there until the kernel has restarted.
  const prompts = page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt");
  await prompts.filter({ hasText: "[*]:" }).first().waitFor();
  await prompts.filter({ hasText: `[${count}]:` }).waitFor();
  await kernelIdle(page);
  return end(page, lab, begun);
}

/** Ends the kernel with the tab, so that the next one is new. */
async function end(page: Page, lab: RunningLab, begun: number): Promise<number> {
  const time = (performance.now() - begun) / 1000;
  await page.close();
  await lab.endKernels();
  return time;
}
