import { type ChildProcess, spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { type Browser, type Page, chromium } from "playwright-core";
import { findChromium } from "../../src/report/rendering/find-chromium.cjs";

const root = resolve(__dirname, "..", "..");

/** Milliseconds for a step in the browser; a machine that also trains a model needs them. */
export const PATIENCE_MS = 300_000;

/** A JupyterLab of `npm run lab`, on a port of its own. */
export interface RunningLab {
  /** With its token. */
  readonly url: string;
  readonly stop: () => Promise<void>;
  readonly endKernels: () => Promise<void>;
}

/** Starts `npm run lab` without a browser. */
export async function startLab(env: NodeJS.ProcessEnv = process.env): Promise<RunningLab> {
  const args = [join(root, "environment", "lab.cjs"), "--no-browser", "--port=0"];
  const lab = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"], env });
  const url = await new Promise<string>((found, failed) => {
    let text = "";
    lab.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      const match = /http:\/\/127\.0\.0\.1:\d+\/lab\S*\?token=\w+/.exec(text);
      if (match !== null) found(match[0]);
    });
    lab.on("exit", () => failed(new Error(`JupyterLab ended: ${text}`)));
  });
  return { url, stop: () => stopped(lab), endKernels: () => endKernels(new URL(url)) };
}

async function stopped(lab: ChildProcess): Promise<void> {
  if (lab.exitCode !== null) return;
  await new Promise((ended) => {
    lab.removeAllListeners("exit").on("exit", ended);
    lab.kill("SIGTERM");
  });
}

async function endKernels({ origin, searchParams }: URL): Promise<void> {
  const token = `token=${searchParams.get("token")}`;
  const answer = await fetch(`${origin}/api/sessions?${token}`);
  const sessions = (await answer.json()) as readonly { readonly id: string }[];
  for (const { id } of sessions) {
    await fetch(`${origin}/api/sessions/${id}?${token}`, { method: "DELETE" });
  }
}

/** Starts the browser that figures are drawn with, without a window. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium()!,
    args: ["--headless", "--no-sandbox", "--disable-gpu"],
    timeout: PATIENCE_MS,
  });
}

/** Opens a notebook of the repository in a new tab. @param path relative to the repository */
export async function openNotebook(
  browser: Browser,
  { url }: RunningLab,
  path: string,
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 1000 } });
  page.setDefaultTimeout(PATIENCE_MS);
  const address = new URL(url);
  address.pathname = `/lab/tree/${path}`;
  // Reset: a workspace of an earlier run would be opened first.
  await page.goto(`${address.href}&reset`);
  await page.waitForSelector(".jp-Notebook .jp-Cell");
  return page;
}

/** Waits until the notebook's kernel is there and idle. */
export async function kernelIdle(page: Page): Promise<void> {
  await page.locator(".jp-Toolbar-kernelName").filter({ hasText: "promptcal" }).waitFor();
  await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor();
}

/** Runs a cell through the keyboard, as a person does, and waits for its number. */
export async function runCell(page: Page, index: number, count: number): Promise<void> {
  const cell = page.locator(".jp-Notebook .jp-CodeCell").nth(index);
  await cell.locator(".cm-content").click();
  await page.keyboard.press("Control+Enter");
  await page
    .locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt")
    .filter({ hasText: `[${count}]:` })
    .waitFor();
}
