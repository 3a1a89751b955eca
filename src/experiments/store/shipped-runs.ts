import { existsSync } from "node:fs";
import { join } from "node:path";
import { eventError, mismatch, PromptcalError } from "../../errors/promptcal-error";
import { SystemFailure } from "../../files/system-error";
import { checked } from "../../files/json/checked";
import { readJson } from "../../files/json/parse-json";
import { byName, TEXTS, type Infer } from "../../files/json/schema";
import { projectRoot } from "../../files/project-root";
import { runId, type RunSpec } from "../spec/spec";
import { runFolder } from "./store-paths";

/** Folder of the archives that come with promptcal: the runs behind the committed figures, condensed. */
export const SHIPPED_FOLDER = join(projectRoot, "data", "results");
/** Lists the runs of each archive. */
export const SHIPPED_INDEX = "index.json";
/** Environment variable: when it is set, every run is tuned, also those that come with promptcal. */
export const FROM_NOTHING = "PROMPTCAL_FROM_NOTHING";

const RESTORE = `restore them with: git checkout -- data/results, or tune with ${FROM_NOTHING}=1`;

const INDEX = byName(TEXTS);
/** Ids of runs by name of their archive. */
export type ShippedIndex = Infer<typeof INDEX>;

/** Whether `FROM_NOTHING` asks to tune every run. */
export function tunesEveryRun(): boolean {
  return (process.env[FROM_NOTHING] ?? "") !== "";
}

/** The runs that come with promptcal; none where the folder is absent, or `FROM_NOTHING` is set. */
export function shippedIndex(folder = SHIPPED_FOLDER): ShippedIndex {
  const path = join(folder, SHIPPED_INDEX);
  if (tunesEveryRun() || !existsSync(path)) return {};
  return checked(INDEX, readJson(path, "index of runs", RESTORE), "index of runs", path);
}

/**
 * Brings those of some runs that come with promptcal to a store, condensed: computing them afterwards takes a moment
 * each. Runs that the store has, or has begun, stay as they are.
 * @param folder where they are looked for; `data/results` by default
 * @returns how many were brought
 * @throws PromptcalError for a damaged archive
 */
export async function takeShippedRuns(
  specs: readonly RunSpec[],
  store: string,
  folder = SHIPPED_FOLDER,
): Promise<number> {
  const ids = new Set(specs.map(runId));
  const isMissing = (id: string): boolean =>
    ids.has(id) && !existsSync(runFolder(store, id));
  let taken = 0;
  for (const [archive, runs] of Object.entries(shippedIndex(folder))) {
    if (!runs.some(isMissing)) continue;
    taken += (await imported(join(folder, archive), store, isMissing)).length;
  }
  return taken;
}

/** @throws PromptcalError for a damaged or absent archive, with the way out */
async function imported(
  archive: string,
  store: string,
  isMissing: (id: string) => boolean,
): Promise<readonly string[]> {
  // Most sweeps find nothing to bring, and need no package for archives.
  const { importRuns } = require("./archive") as typeof import("./archive");
  try {
    if (!existsSync(archive))
      throw mismatch({ what: archive, expected: "an archive", got: "none" });
    return (await importRuns(archive, store, isMissing)).added;
  } catch (error) {
    if (!(error instanceof PromptcalError) || error instanceof SystemFailure) throw error;
    throw eventError(
      `runs that come with promptcal cannot be read: ${error.message}`,
      RESTORE,
    );
  }
}
