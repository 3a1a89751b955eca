import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { collectExplorerData } from "../../src/analysis/explore/collect-explorer-data";
import { storedRuns } from "../../src/analysis/stored-runs";
import { writeFileAtomic } from "../../src/files/atomic-file";
import { explorerPage } from "../../src/report/explore/explorer-page";
import { timingOf } from "../measure";
import { milliseconds, type Measured, type Row } from "../row";

/** Milliseconds of every change, by control. */
type Responses = Readonly<Record<string, readonly number[]>>;

/** How long the explorer's page takes, with all finished runs of a store, until it has drawn a change of a control. */
export async function explorerRows(browser: Browser, store: string): Promise<Measured> {
  const runs = storedRuns({ store });
  if (runs.length === 0) {
    return { rows: [], notes: [`Explorer: not measured, ${store} has no finished runs.`] };
  }
  const data = collectExplorerData(runs);
  const folder = mkdtempSync(join(tmpdir(), "promptcal-explorer-"));
  try {
    const path = join(folder, "explore.html");
    writeFileAtomic(path, explorerPage(data));
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(0);
    await page.goto(pathToFileURL(path).href);
    await page.waitForSelector("#figure svg");
    const responses = await page.evaluate<Responses>(MOVE_EVERYTHING);
    await page.close();
    const { datasets, methods } = data;
    return {
      rows: Object.entries(responses).map(([control, times]) =>
        responseRow(control, times),
      ),
      notes: [
        `Explorer: ${runs.length} runs of ${methods.length} methods on ${datasets.length} data sets.`,
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function responseRow(control: string, times: readonly number[]): Row {
  const samples = times.map((time) => ({ wall: time / 1000, processor: 0 }));
  const { processor: _processor, ...row } = milliseconds(
    `explorer: ${control}`,
    "Chromium",
    timingOf(samples),
  );
  return row;
}

/**
 * Moves every control of the page to each of its positions. A time runs from the event until the browser has painted.
 * Text for the page, where no function of ours is known.
 */
const MOVE_EVERYTHING = `(async () => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(0);
  }));
  const times = {};
  const timed = async (control, act) => {
    await painted();
    const start = performance.now();
    act();
    await painted();
    (times[control] ??= []).push(performance.now() - start);
  };
  const byId = (id) => document.getElementById(id);
  const slide = (slider, value) => {
    slider.value = value;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const positions = (slider) =>
    Array.from({ length: slider.max - slider.min + 1 }, (_, i) => String(Number(slider.min) + i));
  const bins = byId("bins");
  const sweepBins = async () => {
    for (const value of positions(bins)) await timed("bins", () => slide(bins, value));
    slide(bins, "10");
  };
  const clicks = async (control, name) => {
    for (const box of document.querySelectorAll(name)) await timed(control, () => box.click());
  };
  await sweepBins();
  await clicks("edge rule", 'input[name="rule"]');
  await clicks("classes", 'input[name="classSet"]');
  await sweepBins();
  for (const id of [...document.querySelectorAll('input[id^="weight-"]')].map((slider) => slider.id)) {
    for (const value of positions(byId(id))) await timed("weight", () => slide(byId(id), value));
  }
  const families = [...byId("method-0").options].map((option) => option.value);
  for (const family of families) {
    await timed("method", () => {
      byId("method-0").value = family;
      byId("method-0").dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  for (let round = 0; round < 2; round++) {
    await clicks("seeds", "#seeds input");
    await clicks("data sets", "#datasets input");
  }
  byId("all-datasets").click();
  return times;
})()`;
