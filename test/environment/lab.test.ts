import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { type Browser, type Page, chromium } from "playwright-core";
import { canExecuteNotebooks, executeNotebooks } from "../../src/notebook/files/execute";
import { findChromium } from "../../src/report/rendering/find-chromium.cjs";
import { pageWidth } from "../../src/report/rendering/theme";
import { type Notebook, notebook } from "./notebook-files";

const root = resolve(__dirname, "..", "..");
const executablePath = findChromium();
const skip =
  canExecuteNotebooks() && executablePath !== null
    ? false
    : "no Python packages or no Chromium";
/** Milliseconds; a machine that also trains a model needs them. */
const patience = 300_000;
/** Where to put pictures for a person to look at; nowhere by default. */
const shots = process.env["PROMPTCAL_SCREENSHOTS"];

describe("npm run lab, in a real browser", { skip }, () => {
  let folder = "";
  let path = "";
  let lab: ChildProcess;
  let browser: Browser;
  let page: Page;
  let url = "";
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
      ]),
    );
    await executeNotebooks([path], { say: () => {} });
    executed = JSON.parse(readFileSync(path, "utf8")) as Notebook;
    const args = [join(root, "environment", "lab.cjs"), "--no-browser", "--port=0"];
    lab = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
    url = await new Promise<string>((found, failed) => {
      let text = "";
      lab.stderr!.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        const match = /http:\/\/127\.0\.0\.1:\d+\/lab\S*\?token=\w+/.exec(text);
        if (match !== null) found(match[0]);
      });
      lab.on("exit", () => failed(new Error(`JupyterLab ended: ${text}`)));
    });
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: ["--headless", "--no-sandbox", "--disable-gpu"],
      timeout: patience,
    });
    page = await browser.newPage({ viewport: { width: 1200, height: 1000 } });
    page.setDefaultTimeout(patience);
    // Reset: a workspace of an earlier run would be opened first.
    const address = new URL(url);
    address.pathname = `/lab/tree/${relative(root, path)}`;
    await page.goto(`${address.href}&reset`);
    await page.waitForSelector(".jp-Notebook .jp-Cell");
  });

  after(async () => {
    await browser?.close();
    if (lab !== undefined && lab.exitCode === null) {
      await new Promise((ended) => {
        lab.removeAllListeners("exit").on("exit", ended);
        lab.kill("SIGTERM");
      });
    }
    rmSync(folder, { recursive: true, force: true });
  });

  async function shot(name: string): Promise<void> {
    if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`) });
  }

  /** Runs the cell through the keyboard, as a person does, and waits for its number. */
  async function runCell(index: number, count: number): Promise<void> {
    const cell = page.locator(".jp-Notebook .jp-CodeCell").nth(index);
    await cell.locator(".cm-content").click();
    await page.keyboard.press("Control+Enter");
    await page
      .locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt")
      .filter({ hasText: `[${count}]:` })
      .waitFor();
  }

  /** The saved notebook, asked of the server, since the file itself may be half written. */
  async function contents(): Promise<Notebook> {
    const { origin, searchParams } = new URL(url);
    const address = `${origin}/api/contents/${relative(root, path)}`;
    const answer = await fetch(`${address}?token=${searchParams.get("token")}`);
    return ((await answer.json()) as { content: Notebook }).content;
  }

  it("listens on this machine only and wants its token", async () => {
    const { hostname, port } = new URL(url);
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
    await runCell(0, 1);
    await runCell(1, 2);
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

  it("shows a type error in a changed cell as an error, with its place", async () => {
    await page.locator(".jp-Notebook .jp-CodeCell").nth(0).locator(".cm-content").click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("const wrong: number = 'text';");
    await runCell(0, 3);
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
});

/** Contents of an output with each text in one piece; files hold it as lines. */
function joined(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(data).map(([type, content]): [string, unknown] => [
    type,
    Array.isArray(content) ? content.join("") : content,
  ]);
  return Object.fromEntries(entries);
}
