import { defaultStore } from "../../src/experiments/store/store-paths";
import { canExecuteNotebooks } from "../../src/notebook/files/execute";
import { findChromium } from "../../src/report/rendering/find-chromium.cjs";
import { startBrowser } from "../../test/environment/jupyter-lab";
import type { Measured } from "../row";
import { explorerRows } from "./explorer-response";
import { labRows } from "./lab-times";

/** What a person waits for in the lab and in the explorer, in a browser. */
export async function browserRows(say: (part: string) => void): Promise<Measured> {
  if (findChromium() === null || !canExecuteNotebooks()) {
    return { rows: [], notes: ["Not measured: no Chromium or no Python packages."] };
  }
  const browser = await startBrowser();
  try {
    say("explorer");
    const explorer = await explorerRows(browser, defaultStore());
    say("lab");
    const lab = await labRows(browser, defaultStore());
    return {
      rows: [...lab.rows, ...explorer.rows],
      notes: [...lab.notes, ...explorer.notes],
    };
  } finally {
    await browser.close();
  }
}
