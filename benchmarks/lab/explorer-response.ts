import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { collectExplorerData } from "../../src/analysis/explore/collect-explorer-data";
import { storedRuns } from "../../src/analysis/runs/stored-runs";
import { writeFileAtomic } from "../../src/files/atomic-file";
import { explorerPage } from "../../src/report/explore/explorer-page";
import { timingOf } from "../measure";
import { milliseconds, type Measured, type Row } from "../row";

/** Times of the changes of one control, seconds. */
interface Response {
  /** Of each change. */
  readonly wall: readonly number[];
  /** Of the page's main thread, mean of all changes. */
  readonly processor: number;
}
type Responses = Readonly<Record<string, Response>>;

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
    const responses = await responsesOf(browser, path);
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

/** Moves every control of an explorer's page to each of its positions. */
export async function responsesOf(browser: Browser, path: string): Promise<Responses> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(0);
  await page.goto(pathToFileURL(path).href);
  await page.waitForSelector("#figure svg");
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  /** Seconds of the page's main thread. */
  const used = async (): Promise<number> => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")!.value;
  };
  const controls = await page.evaluate<readonly string[]>(MOVES);
  const responses: Record<string, Response> = {};
  for (const control of controls) {
    const before = await used();
    const wall = await page.evaluate<readonly number[]>(
      `moves[${JSON.stringify(control)}]()`,
    );
    const processor = ((await used()) - before) / wall.length;
    responses[control] = { wall: wall.map((time) => time / 1000), processor };
  }
  await page.close();
  return responses;
}

function responseRow(control: string, { wall, processor }: Response): Row {
  const samples = wall.map((time) => ({ wall: time, processor }));
  return milliseconds(`explorer: ${control}`, "Chromium", timingOf(samples));
}

/**
 * Puts a function for each control into the page, which moves it to each of its positions and returns milliseconds from
 * each event until the browser has painted. Text for the page, where no function of ours is known.
 */
const MOVES = `(() => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(0);
  }));
  const timed = async (acts) => {
    const times = [];
    for (const act of acts) {
      await painted();
      const start = performance.now();
      act();
      await painted();
      times.push(performance.now() - start);
    }
    return times;
  };
  const all = (selector) => [...document.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const set = (element, value, event) => {
    element.value = value;
    element.dispatchEvent(new Event(event, { bubbles: true }));
  };
  const positions = ({ min, max }) =>
    Array.from({ length: max - min + 1 }, (_, i) => String(Number(min) + i));
  const slides = (id) =>
    positions(byId(id)).map((value) => () => set(byId(id), value, "input"));
  const clicks = (selector) => all(selector).map((box) => () => box.click());
  const families = [...byId("method-0").options].map(({ value }) => value);
  window.moves = {
    bins: () => timed(slides("bins")),
    "edge rule": () => timed(clicks('input[name="rule"]')),
    classes: () => timed(clicks('input[name="classSet"]')),
    weights: () => timed(all('input[id^="weight-"]').flatMap(({ id }) => slides(id))),
    methods: () => timed(families.map((id) => () => set(byId("method-0"), id, "change"))),
    seeds: () => timed([...clicks("#seeds input"), ...clicks("#seeds input")]),
    "data sets": () => timed([...clicks("#datasets input"), ...clicks("#datasets input")]),
  };
  return Object.keys(window.moves);
})()`;
