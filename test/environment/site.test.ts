import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Browser, type Page, chromium } from "playwright-core";
import { buildSite } from "../../environment/site/build";
import { claimNotebooks, linkedClaims } from "../../environment/site/claims-links";
import site from "../../environment/setup/site-packages.cjs";
import { projectRoot } from "../../src/files/project-root";
import { findChromium } from "../../src/report/rendering/find-chromium.cjs";
import { EXPLORER_SUITE, explorerRuns } from "../analysis/explore/explorer-runs";

test("a row of the claims' table names its claim, and a claim the notebooks that judge it", () => {
  const page = [
    "| claim | verdict |",
    "| C5 | **holds**: holds |",
    "|  | holds |",
    "| C6 | **holds** |",
    "",
    "- **C5** KgCoOp keeps it.",
    "- **C6** CoOp spreads.",
  ].join("\n");
  const linked = linkedClaims(page, new Map([["C5", ["03-kgcoop"]]]));
  assert.ok(linked.includes("| C5 (2) | holds |"));
  assert.match(
    linked,
    /keeps it\. Shown in \[03-kgcoop\]\(\.\.\/notebooks\/03-kgcoop\.ipynb\)\.$/m,
  );
  assert.match(linked, /^- \*\*C6\*\* CoOp spreads\.$/m);
});

test("the notebooks of a claim are those that call finding with it", () => {
  const file = join(projectRoot, "notebooks", "02-coop-overconfidence.ipynb");
  const places = claimNotebooks(new Map([["02-coop-overconfidence", file]]));
  for (const id of ["C1", "C2"])
    assert.deepEqual(places.get(id), ["02-coop-overconfidence"]);
  assert.equal(places.get("C19"), undefined);
});

const executablePath = findChromium();
const { ok, detail } = site.check();
const skip =
  executablePath === null
    ? "no Chromium"
    : !ok && `the site generator is not there: ${detail}`;

describe("the site, opened from its folder", { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), "promptcal-site-test-"));
  const out = join(folder, "site");
  const problems: string[] = [];
  let browser: Browser;

  before(async () => {
    const store = join(folder, "store");
    explorerRuns(store);
    const sources = {
      notebooks: join(projectRoot, "notebooks"),
      figures: join(projectRoot, "figures"),
      ...{ store, suite: EXPLORER_SUITE, api: false },
    };
    await buildSite(out, sources, site.python, (line) => problems.push(line));
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: ["--headless", "--no-sandbox", "--disable-gpu"],
      timeout: 120_000,
    });
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("leaves nothing beside the site", () => {
    assert.deepEqual(readdirSync(folder).sort(), ["site", "store"]);
  });

  async function opened(place: string, width = 1280, query = ""): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    page.setDefaultTimeout(120_000);
    page.on("pageerror", (error) => problems.push(`${place}: ${String(error)}`));
    page.on("request", (request) => {
      if (!/^(file|data|blob):/.test(request.url())) problems.push(request.url());
    });
    await page.goto(`${pathToFileURL(join(out, place)).href}${query}`);
    return page;
  }

  it("has no link that leads nowhere", () => {
    const pages = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".html"),
    );
    assert.ok(pages.length > 40, `${pages.length} pages`);
    const dead = pages.flatMap((place) => {
      const file = join(out, place);
      const html = readFileSync(file, "utf8");
      return [...html.matchAll(/(?:href|src)="([^"#?]+)[^"]*"/g)]
        .map(([, link]) => link!)
        .filter((link) => !/^([a-z]+:|\/\/)/i.test(link))
        .map((link) => fileURLToPath(new URL(link, pathToFileURL(file))))
        .filter((target) => !existsSync(target))
        .map((target) => `${place}: ${target}`);
    });
    assert.deepEqual(dead, []);
  });

  it("shows a figure live where it fits, as a picture where not", async () => {
    const place = join("notebooks", "02-coop-overconfidence.html");
    const page = await opened(place);
    const figure = page.locator(".live-figure").first();
    await figure.scrollIntoViewIfNeeded();
    await figure.locator(".js-plotly-plot .main-svg").first().waitFor();
    assert.equal(await figure.locator("img").count(), 0);
    await page.close();
    const phone = await opened(place, 400);
    await phone.locator(".live-figure img").first().scrollIntoViewIfNeeded();
    await phone.locator(".live-figure img").last().scrollIntoViewIfNeeded();
    assert.equal(await phone.locator(".js-plotly-plot").count(), 0);
    const { width } = (await phone.locator(".live-figure img").first().boundingBox())!;
    assert.ok(width > 300 && width <= 400, `${width} px`);
    // The page itself is not wider than the screen.
    assert.equal(await phone.evaluate("document.documentElement.scrollWidth"), 400);
    await phone.close();
    // Nor is it in a window that has no room for all columns.
    const window = await opened(place, 1200);
    assert.equal(await window.evaluate("document.documentElement.scrollWidth"), 1200);
    await window.close();
  });

  it("sorts the claims by a click on a head, with signs and units", async () => {
    const page = await opened(join("figures", "claims.html"));
    const cells = page.locator("table").first().locator("tbody td:nth-child(5)");
    const numbers = async (): Promise<number[]> =>
      (await cells.allTextContents()).map((text) => parseFloat(text.replace("−", "-")));
    const before = await numbers();
    await page.locator("table").first().locator("th:nth-child(5)").click();
    const sorted = await numbers();
    assert.notDeepEqual(sorted, before);
    const rising = [...before].sort((a, b) => a - b);
    const isRising = sorted[0]! < sorted.at(-1)!;
    assert.deepEqual(sorted, isRising ? rising : rising.reverse());
    await page.close();
  });

  it("finds words without a server", async () => {
    const page = await opened("search.html", 1280, "?q=overconfident");
    await page.locator("#search-results li a").first().waitFor();
    assert.ok((await page.locator("#search-results li").count()) > 3);
    await page.close();
  });

  it("has the explorer, which works within its frame", async () => {
    const page = await opened("explorer.html");
    const frame = page.frameLocator("iframe.explorer");
    await frame.locator("#bins").press("ArrowRight");
    assert.match(
      (await frame.locator("#figure svg title").first().textContent())!,
      /predictions/,
    );
    await page.close();
  });

  it("asked nothing of anybody, and no error was logged", () => {
    assert.deepEqual(problems, []);
  });
});
