import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { syncFolder } from "../../files/atomic-file";
import { checkedResult, removeUnfinished, type RunResult } from "./store";
import { CONDENSED_FILE, PREDICTIONS_FILE, RESULT_FILE, runFolder } from "./store-paths";

/**
 * A condensed run is a finished one without its predictions, which take most of its room: they follow from what it
 * learned. Its result lies in a file of another name, so that nothing takes it for finished.
 */
export function isCondensed(store: string, id: string): boolean {
  return existsSync(join(runFolder(store, id), CONDENSED_FILE));
}

/**
 * The result of a condensed run, with the hash that its predictions have to have.
 * @throws PromptcalError unless all hashes are right
 */
export function readCondensed(store: string, id: string): RunResult {
  return checkedResult(runFolder(store, id), id, {
    file: CONDENSED_FILE,
    without: PREDICTIONS_FILE,
  });
}

/** Completes a condensed run, whose predictions file is there again: its result gets its own name back. */
export function finishCondensed(store: string, condensed: RunResult): RunResult {
  const folder = runFolder(store, condensed.id);
  renameSync(join(folder, CONDENSED_FILE), join(folder, RESULT_FILE));
  syncFolder(folder);
  removeUnfinished(folder);
  return condensed;
}

/** Gives up what a condensed run brought: it is computed like any other. */
export function forgetCondensed(store: string, id: string): void {
  rmSync(join(runFolder(store, id), CONDENSED_FILE), { force: true });
}
