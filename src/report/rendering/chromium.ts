import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser, Page } from "playwright-core";

const root = resolve(__dirname, "..", "..", "..");

/** Headless, and silent towards the network. Without a sandbox: it shows only our own figures. */
const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--font-render-hinting=none",
];

/** Milliseconds without work after which the browser is closed, so that it never holds a process up. */
const idleTime = 10_000;

/** Milliseconds that a busy machine may take for one step of Chromium. */
const TIMEOUT_MS = 120_000;

/**
 * Code that runs in the page; as text, since compilers add helpers to functions. The png is drawn from the
 * svg, as plotly itself does it, but without laying the figure out again.
 */
const pageCode = `
  window.drawFigure = async ({ data, layout }) => {
    const { width, height } = layout;
    const svg = await Plotly.toImage({ data, layout }, { format: "svg", width, height });
    const picture = new Image();
    picture.src = svg;
    await picture.decode();
    const canvas = document.createElement("canvas");
    canvas.width = 2 * width;
    canvas.height = 2 * height;
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const png = canvas.toDataURL("image/png");
    if (png === "data:,") throw new Error("the picture is too large");
    return {
      svg: decodeURIComponent(svg.slice(svg.indexOf(",") + 1)),
      png: png.slice(png.indexOf(",") + 1),
    };
  };
`;

interface Running {
  readonly browser: Browser;
  /** Holds plotly. */
  readonly plot: Page;
  /** Prints to pdf. */
  readonly print: Page;
}

let running: Promise<Running> | undefined;
let last: Promise<unknown> = Promise.resolve();
let timer: NodeJS.Timeout | undefined;

/**
 * Runs `work` in the one long-lived browser of this process, after all work given before. The first
 * call starts it (two seconds), ten idle seconds or `closeRenderer` end it.
 * @param executablePath from `findChromium`
 */
export function withBrowser<T>(
  executablePath: string,
  work: (pages: Running) => Promise<T>,
): Promise<T> {
  clearTimeout(timer);
  const result = last.then(async () => {
    running ??= start(executablePath);
    return work(await running);
  });
  // A failed drawing may have left a half-made page behind: the next one starts afresh.
  last = result.then(scheduleClose, closeBrowser);
  return result;
}

/** Ends the browser; the next figure starts it again. */
export async function closeRenderer(): Promise<void> {
  clearTimeout(timer);
  await last;
  await closeBrowser();
}

function scheduleClose(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void closeBrowser(), idleTime);
}

async function closeBrowser(): Promise<void> {
  clearTimeout(timer);
  const ending = running;
  running = undefined;
  const { browser } = (await ending?.catch(() => undefined)) ?? {};
  // One that is gone already cannot be closed, and nobody waits for the end of an idle one.
  await browser?.close().catch(() => undefined);
}

let temporary: string | undefined;

/** Where the browser has its sockets, which it leaves behind when its process ends first; the folder ends with that. */
function temporaryFolder(): string {
  if (temporary !== undefined) return temporary;
  const folder = mkdtempSync(join(tmpdir(), "promptcal-chromium-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  temporary = folder;
  return folder;
}

async function start(executablePath: string): Promise<Running> {
  const { chromium } = await import("playwright-core");
  const browser = await chromium.launch({
    executablePath,
    args: flags,
    env: { ...process.env, TMPDIR: temporaryFolder() },
    timeout: TIMEOUT_MS,
    // Ctrl-C interrupts a cell or a sweep, not the browser that the next cell needs.
    handleSIGINT: false,
  });
  const context = await browser.newContext({ offline: true });
  context.setDefaultTimeout(TIMEOUT_MS);
  const plot = await context.newPage();
  await plot.addScriptTag({
    path: join(root, "node_modules/plotly.js/dist/plotly.min.js"),
  });
  await plot.addScriptTag({ content: pageCode });
  return { browser, plot, print: await context.newPage() };
}
