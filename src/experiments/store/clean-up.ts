import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { forgetAttempts } from "./attempts";
import { clearLeases } from "./lease";
import { removeUnfinished } from "./store";
import { runFolder, UNFINISHED } from "./store-paths";

/**
 * Removes what a process that was killed around the end of a run left behind: temporary files,
 * the checkpoint, its lease and the record of attempts. Only for runs that are done.
 */
export function cleanUpRun(store: string, id: string): void {
  const folder = runFolder(store, id);
  removeTemporaries(folder);
  removeUnfinished(folder);
  removeNamed(folder, (name) => name.startsWith(UNFINISHED));
  clearLeases(store, id);
  forgetAttempts(store, id);
}

/** Removes half-written files of a folder; only for who holds its run, or when the run is done. */
export function removeTemporaries(folder: string): void {
  removeNamed(folder, (name) => name.includes(".tmp-"));
}

function removeNamed(folder: string, isMeant: (name: string) => boolean): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter(isMeant)) {
    rmSync(join(folder, name), { force: true });
  }
}
