import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Browser, Locator, Page } from "playwright-core";
import { canExecuteNotebooks, executeNotebooks } from "../../src/notebook/files/execute";
import { findChromium } from "../../src/report/rendering/find-chromium.cjs";
import { pageWidth } from "../../src/report/rendering/theme";
import {
  openNotebook,
  runCell,
  startBrowser,
  startLab,
  type RunningLab,
} from "./jupyter-lab";
import { type Notebook, notebook } from "./notebook-files";

const root = resolve(__dirname, "..", "..");
const skip =
  canExecuteNotebooks() && findChromium() !== null
    ? false
    : "no Python packages or no Chromium";
/** Where to put pictures for a person to look at; nowhere by default. */
const shots = process.env["PROMPTCAL_SCREENSHOTS"];

describe("npm run lab, in a real browser", { skip }, () => {
  let folder = "";
  let path = "";
  let lab: RunningLab;
  let browser: Browser;
  let page: Page;
  /** The notebook before a browser saw it. */
  let executed: Notebook;

  before(async () => {
    // JupyterLab opens no hidden folder, hence not .cache.
    mkdirSync(join(root, "data", "cache"), { recursive: true });
    folder = mkdtempSync(join(root, "data", "cache", "lab-test-"));
    path = join(folder, "try.ipynb");
    writeFileSync(
      path,
      notebook([
        'import { show } from "../../../src/notebook/display";\n' +
          'import { epochLines } from "../../../src/report/figures/epoch-lines";',
        'await show(epochLines([{ method: "coop", title: "CoOp", x: [1, 2, 3], y: [3, 1, 0.5] }], ' +
          '{ title: "Loss of a test", y: "loss" }));',
        'import { showTable } from "../../../src/notebook/display";\n' +
          'showTable({ columns: ["method", "ECE"], rows: [["b", "10.5 [9, 12]"], ["a", "9.0"], ["c", "–"], ["d", "100"]] });',
        'import { existsSync } from "node:fs";\n' +
          'import { progress } from "../../../src/progress/progress";\n' +
          'const bar = progress({ label: "steps", total: 1e6 });\n' +
          'for (let step = 0; !existsSync("stop.txt"); step++) {\n' +
          '  bar.update(step, "running");\n' +
          "  await new Promise((done) => setTimeout(done, 300));\n}\n" +
          'bar.finish("end");',
      ]),
    );
    // The last cell ends at once, for now.
    writeFileSync(join(folder, "stop.txt"), "");
    await executeNotebooks([path], { say: () => {} });
    executed = JSON.parse(readFileSync(path, "utf8")) as Notebook;
    lab = await startLab();
    browser = await startBrowser();
    await open();
  });

  /** Opens the notebook in a new tab of the browser. */
  async function open(): Promise<void> {
    page = await openNotebook(browser, lab, relative(root, path));
  }

  after(async () => {
    await browser?.close();
    await lab?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function shot(name: string): Promise<void> {
    if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`) });
  }

  /** The saved notebook, asked of the server, since the file itself may be half written. */
  async function contents(): Promise<Notebook> {
    const { origin, searchParams } = new URL(lab.url);
    const address = `${origin}/api/contents/${relative(root, path)}`;
    const answer = await fetch(`${address}?token=${searchParams.get("token")}`);
    return ((await answer.json()) as { content: Notebook }).content;
  }

  it("listens on this machine only and wants its token", async () => {
    const { hostname, port } = new URL(lab.url);
    assert.equal(hostname, "127.0.0.1");
    const answer = await fetch(`http://127.0.0.1:${port}/api/contents`);
    assert.equal(answer.status, 403);
  });

  it("shows an executed notebook with its figure before anything runs", async () => {
    const picture = page.locator(".jp-RenderedPlotly img.plot-img");
    await picture.waitFor();
    // Half of the picture's own pixels.
    const { width } = (await picture.boundingBox())!;
    assert.ok(Math.abs(width - pageWidth) < 2, `${width} pixels`);
    await shot("lab-executed");
  });

  it("starts our kernel, reruns a cell and draws plotly's figure", async () => {
    await page.locator(".jp-Toolbar-kernelName").filter({ hasText: "promptcal" }).waitFor();
    await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor();
    await runCell(page, 0, 1);
    await runCell(page, 1, 2);
    // The plotly renderer shows the picture until the mouse comes.
    await page.mouse.move(0, 0);
    await page.locator(".jp-RenderedPlotly").hover({ force: true });
    await page.locator(".jp-RenderedPlotly .scatterlayer path.js-line").waitFor();
    assert.match(
      (await page.locator(".js-plotly-plot").textContent()) ?? "",
      /Loss of a test/,
    );
    await shot("lab-figure");
  });

  it("draws figures larger in a wide window, and the mouse finds their points", async () => {
    await page.setViewportSize({ width: 1920, height: 1000 });
    const line = page.locator(".js-plotly-plot .scatterlayer path.js-line");
    const drawing = page.locator(".jp-RenderedPlotly svg.main-svg").first();
    // JupyterLab gives the figure its new room after the window's change.
    while ((await drawing.boundingBox())!.width < 1.5 * pageWidth)
      await page.waitForTimeout(200);
    // The line falls from its first point, of loss 3, at the left edge of the plot. Beyond that edge
    // plotly does not follow the mouse, and the line's own box reaches over it.
    const { y } = (await line.boundingBox())!;
    const { x } = (await page.locator(".js-plotly-plot .nsewdrag").boundingBox())!;
    await page.mouse.move(x + 40, y + 40);
    await page.mouse.move(x + 4, y + 4, { steps: 3 });
    await page.locator(".hoverlayer .hovertext").filter({ hasText: "3" }).waitFor();
    await shot("lab-wide");
    await page.setViewportSize({ width: 1200, height: 1000 });
    while ((await drawing.boundingBox())!.width > pageWidth) await page.waitForTimeout(200);
  });

  it("zooms into a figure by dragging", async () => {
    const plot = (await page.locator(".js-plotly-plot .nsewdrag").boundingBox())!;
    const at = (share: number): [number, number] => [
      plot.x + share * plot.width,
      plot.y + share * plot.height,
    ];
    const before = await page.locator(".js-plotly-plot .xtick").allTextContents();
    await page.mouse.move(...at(0.3));
    await page.mouse.down();
    await page.mouse.move(...at(0.6), { steps: 5 });
    await page.mouse.up();
    while (
      String(await page.locator(".js-plotly-plot .xtick").allTextContents()) ===
      String(before)
    ) {
      await page.waitForTimeout(200);
    }
    await shot("lab-zoomed");
  });

  it("saves a figure by its name: the camera svg, its neighbour a png of three times the size", async () => {
    await page.locator(".js-plotly-plot").hover();
    const saved = async (button: string): Promise<[name: string, content: Buffer]> => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.locator(`.js-plotly-plot ${button}`).click({ force: true }),
      ]);
      return [download.suggestedFilename(), readFileSync(await download.path())];
    };
    const [svgName, svg] = await saved(
      '.modebar-btn[data-title^="Download"]:not(.promptcal-png)',
    );
    assert.equal(svgName, "Loss-of-a-test.svg");
    assert.match(svg.toString(), new RegExp(`^<svg [^>]*width="${pageWidth}"`));
    const [pngName, png] = await saved(".promptcal-png");
    assert.equal(pngName, "Loss-of-a-test.png");
    assert.equal(png.readUInt32BE(16), 3 * pageWidth);
  });

  it("sorts a table by the column that is clicked, numbers as numbers, unknown ones last", async () => {
    const table = page.locator(".jp-OutputArea table");
    const column = (): Promise<string[]> =>
      table.locator("tbody td:first-child").allTextContents();
    const head = table.locator("th", { hasText: "ECE" });
    await head.click();
    assert.deepEqual(await column(), ["a", "b", "d", "c"]);
    await head.click();
    assert.deepEqual(await column(), ["d", "b", "a", "c"]);
    await table.locator("th", { hasText: "method" }).click();
    assert.deepEqual(await column(), ["a", "b", "c", "d"]);
    await shot("lab-sorted");
  });

  it("shows figures dark on a dark theme, and leaves what is saved white", async () => {
    const figure = page.locator(".jp-RenderedPlotly");
    const filter = (): Promise<string> =>
      figure.evaluate((node) => getComputedStyle(node).filter);
    assert.equal(await filter(), "none");
    await page.evaluate(() => document.body.setAttribute("data-jp-theme-light", "false"));
    assert.match(await filter(), /invert/);
    await shot("lab-dark");
    await page.evaluate(() => document.body.setAttribute("data-jp-theme-light", "true"));
  });

  it("shows a type error in a changed cell as an error, with its place", async () => {
    await page.locator(".jp-Notebook .jp-CodeCell").nth(0).locator(".cm-content").click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("const wrong: number = 'text';");
    await runCell(page, 0, 3);
    await page.locator(".jp-OutputArea").getByText("cell [3]:1:7 - error TS2322").waitFor();
    await shot("lab-error");
  });

  it("saves the notebook with its outputs", async () => {
    await page.keyboard.press("Escape");
    let saved = await contents();
    while (saved.cells[0]!.execution_count !== 3) {
      // Again each time: JupyterLab ignores the key while an automatic save is under way.
      await page.keyboard.press("Control+s");
      await page.waitForTimeout(1000);
      saved = await contents();
    }
    // Mouse and zoom changed what the browser holds, not what is saved.
    assert.deepEqual(
      joined(saved.cells[1]!.outputs[0]!.data!),
      joined(executed.cells[1]!.outputs[0]!.data!),
    );
    const png = Buffer.from(
      String(saved.cells[1]!.outputs[0]!.data!["image/png"]),
      "base64",
    );
    // The first chunk of a PNG begins with its width.
    assert.equal(png.readUInt32BE(16), 2 * pageWidth);
  });

  it("goes on drawing progress after its tab was closed and opened again", async () => {
    rmSync(join(folder, "stop.txt"));
    const running = (): Locator =>
      page
        .locator(".jp-Notebook .jp-CodeCell")
        .nth(3)
        .locator(".jp-OutputArea-output", { hasText: "running" });
    await page.locator(".jp-Notebook .jp-CodeCell").nth(3).locator(".cm-content").click();
    await page.keyboard.press("Control+Enter");
    await running().waitFor();
    await page.close();
    await open();
    await running().waitFor();
    await shot("lab-reopened");
    writeFileSync(join(folder, "stop.txt"), "");
    const last = page
      .locator(".jp-Notebook .jp-CodeCell")
      .nth(3)
      .locator(".jp-OutputArea-output");
    await last.filter({ hasText: /steps: \d+ of 1000000, end/ }).waitFor();
    assert.equal(await last.count(), 1);
  });
});

/** Contents of an output with each text in one piece; files hold it as lines. */
function joined(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(data).map(([type, content]): [string, unknown] => [
    type,
    Array.isArray(content) ? content.join("") : content,
  ]);
  return Object.fromEntries(entries);
}
