import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../files/project-root";
import { runId, type RunSpec } from "../spec/spec";
import { importRuns } from "./archive";
import { runFolder } from "./store-paths";

/** Folder of the archives that come with promptcal: the runs behind the committed figures, condensed. */
export const SHIPPED_FOLDER = join(projectRoot, "data", "results");
const EXTENSION = ".tar.gz";

/** Paths of these archives, sorted; none where the folder is absent. */
export function shippedArchives(): readonly string[] {
  if (!existsSync(SHIPPED_FOLDER)) return [];
  return readdirSync(SHIPPED_FOLDER)
    .filter((name) => name.endsWith(EXTENSION))
    .sort()
    .map((name) => join(SHIPPED_FOLDER, name));
}

/** The archive of a part of the paper's plan. */
export function shippedArchive(part: string): string {
  return join(SHIPPED_FOLDER, part + EXTENSION);
}

/**
 * Brings those of some runs that come with promptcal to a store, condensed: computing them afterwards takes a moment
 * each. Runs that the store has, or has begun, stay as they are.
 * @param archives where they are looked for; by default all that come with promptcal
 * @returns how many were brought
 * @throws PromptcalError for a damaged archive
 */
export async function takeShippedRuns(
  specs: readonly RunSpec[],
  store: string,
  archives = shippedArchives(),
): Promise<number> {
  const ids = new Set(specs.map(runId));
  const isMissing = (id: string): boolean =>
    ids.has(id) && !existsSync(runFolder(store, id));
  if (![...ids].some(isMissing)) return 0;
  let taken = 0;
  for (const archive of archives) {
    taken += (await importRuns(archive, store, isMissing)).added.length;
  }
  return taken;
}
