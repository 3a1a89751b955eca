import { collectExplorerData } from "../analysis/explore/collect-explorer-data";
import type { LoadedRun } from "../experiments/store/load";
import { explorerPage } from "../report/explore/explorer-page";
import { displayBundle } from "./display";

/** Pixels of the page below a cell. */
const HEIGHT = 900;

/**
 * Shows runs below the cell as a page to explore: choose methods, data sets and seeds, move bins, edge rule and
 * weights, and see the reliability diagrams follow. It is the page that `promptcal explore` writes, and is saved with
 * the notebook: about 5 KB a run.
 */
export function explore(runs: readonly LoadedRun[]): void {
  displayBundle({
    "text/html": explorerFrame(runs),
    "text/plain": `calibration explorer of ${runs.length} runs`,
  });
}

/** The page in a frame, so that neither its style nor its script meets the notebook's. */
export function explorerFrame(runs: readonly LoadedRun[]): string {
  const page = explorerPage(collectExplorerData(runs));
  const source = page.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return (
    `<iframe title="calibration explorer" style="width: 100%; height: ${HEIGHT}px; border: 0" ` +
    `srcdoc="${source}"></iframe>`
  );
}
