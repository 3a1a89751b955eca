import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { transformSync } from "esbuild";
import { type Browser, type Page, chromium } from "playwright-core";
import { collectExplorerData } from "../../../src/analysis/explore/collect-explorer-data";
import { evaluateRun } from "../../../src/analysis/runs/evaluate-runs";
import type { EdgeRule } from "../../../src/metrics/binned/bins";
import { ece } from "../../../src/metrics/binned/ece";
import { signedGap } from "../../../src/metrics/signed-gap";
import { mean } from "../../../src/numeric/mean";
import type { StoredRunsRequest } from "../../../src/analysis/runs/stored-runs";
import * as publicSurface from "../../../src/index";
import { reliabilityBins } from "../../../src/metrics/binned/reliability-bins";
import { describeRuns } from "../../../src/notebook/describe-runs";
import type { Figure } from "../../../src/report/rendering/figure";
import { explorerFrame } from "../../../src/notebook/explore";
import { explorerPage } from "../../../src/report/explore/explorer-page";
import { findChromium } from "../../../src/report/rendering/find-chromium.cjs";
import { explorerRuns } from "../../analysis/explore/explorer-runs";

const executablePath = findChromium();
/** Milliseconds for a step of a busy machine. */
const TIMEOUT_MS = 120_000;

describe(
  "the explorer's page in a real browser",
  {
    skip: executablePath === null ? "no Chromium" : false,
  },
  () => {
    const folder = mkdtempSync(join(tmpdir(), "promptcal-explorer-page-"));
    const file = join(folder, "explore.html");
    const address = pathToFileURL(file).href;
    const runs = explorerRuns(join(folder, "store"));
    const evaluated = runs.map((run) => ({ ...evaluateRun(run), method: run.method }));
    const problems: string[] = [];
    let browser: Browser;
    let page: Page;

    before(async () => {
      writeFileSync(file, explorerPage(collectExplorerData(runs)));
      browser = await chromium.launch({
        executablePath: executablePath!,
        args: ["--headless", "--no-sandbox", "--disable-gpu"],
        timeout: TIMEOUT_MS,
      });
      page = await opened(address);
    });
    after(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function opened(url: string, width = 1280): Promise<Page> {
      const made = await browser.newPage({ viewport: { width, height: 900 } });
      made.setDefaultTimeout(TIMEOUT_MS);
      made.on("pageerror", (error) => problems.push(String(error)));
      made.on("console", (message) => problems.push(message.text()));
      made.on("request", (request) => {
        if (request.url().split("#")[0] !== address) problems.push(request.url());
      });
      await made.goto(url);
      await made.waitForSelector("#figure svg");
      return made;
    }

    /** The cells of a row of the table of measures. */
    function row(of: Page, name: string): Promise<string[]> {
      return of
        .locator("#measures tbody tr", { hasText: name })
        .first()
        .locator("td")
        .allTextContents();
    }

    /** ECE as the page prints it, by the library: of each run, then of seeds, then of data sets. */
    function libraryEce(
      method: string,
      classSet: "base" | "new",
      options: { readonly bins: number; readonly rule: EdgeRule },
      datasets = [...new Set(evaluated.map(({ dataset }) => dataset))],
    ): string {
      const ofDatasets = datasets.map((dataset) =>
        mean(
          evaluated
            .filter((run) => run.method === method && run.dataset === dataset)
            .map((run) => ece(run[classSet], options).value),
        ),
      );
      return `${(100 * mean(ofDatasets)).toFixed(2)} %`;
    }

    /** Moves a slider through the keyboard, as a person does. */
    async function press(id: string, key: string, times: number): Promise<void> {
      await page.locator(`[id="${id}"]`).focus();
      for (let i = 0; i < times; i++) await page.keyboard.press(key);
    }

    it("shows the library's ECE and signed gap of the first view", async () => {
      const options = { bins: 10, rule: "left-closed-drop-1" } as const;
      const methods = ["coop", "coop+dor", "kgcoop"];
      const expected = methods.map((method) => libraryEce(method, "new", options));
      assert.deepEqual(await row(page, "ECE"), expected);
      const gap = mean(
        evaluated
          .filter(({ method }) => method === "coop")
          .map((run) => signedGap(run.new).value),
      );
      const sign = gap < 0 ? "−" : "+";
      assert.equal(
        (await row(page, "gap"))[0],
        `${sign}${Math.abs(100 * gap).toFixed(1)} %`,
      );
    });

    it("follows bins, edge rule, classes and a weight, by keyboard alone", async () => {
      await press("bins", "ArrowRight", 3);
      await page.locator('input[value="right-closed"]').press("Space");
      await page.locator('input[value="base"]').press("Space");
      await press("weight-1-dor.lambda", "ArrowLeft", 1);
      const options = { bins: 13, rule: "right-closed" } as const;
      const methods = ["coop", "coop+dor[dor.lambda=2]", "kgcoop"];
      const expected = methods.map((method) => libraryEce(method, "base", options));
      assert.deepEqual(await row(page, "ECE"), expected);
      const bars = await page.locator("#figure svg title").first().textContent();
      assert.match(bars!, /^confidence .* to .*: [\d,]+ predictions?/);
      // The slider keeps the focus, so that the next key moves it on.
      assert.equal(await page.evaluate("document.activeElement.id"), "weight-1-dor.lambda");
    });

    it("says a bin's numbers wherever a pointer rests above or below its bars", async () => {
      // The areas are as high as the diagram, the counts and what is between.
      const said = await page.evaluate<readonly string[]>(`(() => {
        const areas = [...document.querySelectorAll("#figure g[pointer-events] rect")];
        const area = areas[areas.length - 1];
        area.scrollIntoView({ block: "center" });
        const { left, width, top, bottom } = area.getBoundingClientRect();
        return [top + 2, bottom - 2].map((y) =>
          document.elementFromPoint(left + width / 2, y).textContent);
      })()`);
      assert.match(said[0]!, /^confidence .* to .*: [\d,]+ predictions?\naccuracy/);
      assert.equal(said[1], said[0]);
    });

    it("writes the view into its address, which shows it again", async () => {
      // The weight was changed last, and the address is written once changes rest. No waitForFunction here: the page's
      // policy forbids the evaluation that it repeats.
      await page.waitForURL(/#.*dor\.lambda/, { waitUntil: "commit" });
      const url = page.url();
      const again = await opened(url);
      assert.deepEqual(await row(again, "ECE"), await row(page, "ECE"));
      assert.equal(await again.locator("#bins").inputValue(), "13");
      assert.equal(await again.locator("#method-1").inputValue(), "coop+dor");
      await again.close();
      // What is not there is passed over.
      const strange = await opened(`${address}#method=none&bins=700&data=x&classes=old`);
      assert.equal(await strange.locator("#bins").inputValue(), "10");
      await strange.close();
    });

    it("takes one data set alone, with an interval over its images", async () => {
      await page.locator("#datasets-count").click();
      const [dataset, other] = [...new Set(evaluated.map((run) => run.dataset))].sort();
      await page.locator(`#datasets input[value="${other}"]`).uncheck();
      const options = { bins: 13, rule: "right-closed" } as const;
      assert.equal(
        (await row(page, "ECE"))[0],
        libraryEce("coop", "base", options, [dataset!]),
      );
      const note = await page.locator("#measures small").nth(1).textContent();
      assert.equal(note, "centred bootstrap of test images");
      const [low, high] = (await row(page, "95 % interval"))[0]!
        .match(/[\d.]+/g)!
        .map(Number);
      const value = parseFloat((await row(page, "ECE"))[0]!);
      assert.ok(low! < value && value < high!);
      await page.locator("#all-datasets").click();
    });

    it("saves the figure as svg and png, and its bins as csv", async () => {
      const saved = async (kind: string): Promise<Buffer> => {
        const download = page.waitForEvent("download");
        await page.locator(`#save-${kind}`).click();
        const path = join(folder, (await download).suggestedFilename());
        await (await download).saveAs(path);
        return readFileSync(path);
      };
      const svg = (await saved("svg")).toString();
      assert.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="1040"/);
      assert.ok(svg.includes("13 bins, right-closed edges"));
      const png = await saved("png");
      assert.equal(png.subarray(1, 4).toString(), "PNG");
      // Three pixels for each of the figure's own.
      assert.equal(png.readUInt32BE(16), 3 * 1040);
      const [head, ...lines] = (await saved("csv")).toString().trim().split("\n");
      assert.ok(head!.startsWith("method,classes,edges,ece,"));
      // Three methods with 13 bins each.
      assert.equal(lines.length, 3 * 13);
      const first = lines[0]!.split(",");
      assert.equal(first[0], '"coop"');
      assert.equal(
        `${(100 * Number(first[3])).toFixed(2)} %`,
        libraryEce("coop", "base", { bins: 13, rule: "right-closed" }),
      );
    });

    it("holds the notebook cell of the view", async () => {
      const code = (await page.locator("#code").textContent())!;
      assert.ok(code.includes('["coop", "coop+dor[dor.lambda=2]", "kgcoop"]'));
      assert.ok(code.includes('{ bins: 13, rule: "right-closed" }'));
      assert.ok(code.includes('classSet: "base" as const'));
    });

    it("draws the same diagrams by that cell", async () => {
      const code = (await page.locator("#code").textContent())!;
      const [line] = code.split("\n");
      assert.equal(line, 'import * as lab from "../src/lab";');
      const drawn: Figure[] = [];
      const lab = {
        ...publicSurface,
        describeRuns,
        storedRuns: (request: StoredRunsRequest) =>
          publicSurface.storedRuns({ ...request, store: join(folder, "store") }),
        show: (figure: Figure) => drawn.push(figure),
      };
      const body = transformSync(code.slice(line!.length), { loader: "ts" }).code;
      const cell = new Function("lab", `return (async () => {${body}})()`) as (
        given: typeof lab,
      ) => Promise<void>;
      await cell(lab);
      const expected = runs
        .filter(({ method }) => method === "coop")
        .flatMap((run) => Array.from(evaluateRun(run).base.confidence));
      const rows = drawn[0]!.table.rows.filter(([panel]) => panel === "CoOp, base");
      assert.equal(rows.length, 13);
      const bins = reliabilityBins(
        {
          confidence: Float64Array.from(expected),
          correct: new Uint8Array(expected.length),
        },
        { bins: 13, rule: "right-closed" },
      );
      assert.deepEqual(
        rows.map((row) => row[3]),
        bins.map(({ n }) => n),
      );
    });

    it("is the same in the output of a notebook's cell, which has no address", async () => {
      const cell = join(folder, "cell.html");
      writeFileSync(cell, `<!doctype html><meta charset="utf-8">${explorerFrame(runs)}`);
      const made = await browser.newPage({ viewport: { width: 1100, height: 950 } });
      made.on("pageerror", (error) => problems.push(String(error)));
      await made.goto(pathToFileURL(cell).href);
      const frame = made.frameLocator("iframe");
      await frame.locator("#bins").press("ArrowRight");
      const eces = frame.locator("#measures tbody tr").first().locator("td");
      const options = { bins: 11, rule: "left-closed-drop-1" } as const;
      assert.equal(await eces.first().textContent(), libraryEce("coop", "new", options));
      await made.close();
    });

    it("says so where the methods have no common run", async () => {
      const [one] = runs;
      const apart = join(folder, "apart.html");
      const others = runs.filter(
        ({ method, spec }) => method !== "coop" || spec.dataset === one!.spec.dataset,
      );
      const [dataset] = [...new Set(runs.map(({ spec }) => spec.dataset))].filter(
        (name) => name !== one!.spec.dataset,
      );
      writeFileSync(apart, explorerPage(collectExplorerData(others)));
      const made = await browser.newPage();
      await made.goto(`${pathToFileURL(apart).href}#method=coop&data=${dataset}`);
      await made.locator("#results").waitFor({ state: "hidden" });
      assert.match(
        (await made.locator("#status").textContent())!,
        /no runs on a common data set/,
      );
      await made.close();
    });

    it("is as wide as the window at 400 and at 1920 pixels, and names every control", async () => {
      for (const width of [400, 1920]) {
        const made = await opened(address, width);
        assert.equal(await made.evaluate("document.documentElement.scrollWidth"), width);
        const unnamed = await made.evaluate(
          "[...document.querySelectorAll('input, select')].filter((e) => e.labels.length === 0).length",
        );
        assert.equal(unnamed, 0);
        await made.close();
      }
    });

    it("asked nothing of anybody, and no error was logged", () => {
      assert.deepEqual(problems, []);
    });
  },
);
