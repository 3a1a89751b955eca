import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { collectTable, tableCsv } from "../../../src/experiments/sweep/collect";
import { loadRuns } from "../../../src/experiments/store/load";
import { runId, type RunSpec } from "../../../src/experiments/spec/spec";
import { readRun, storedRunIds } from "../../../src/experiments/store/store";
import { PREDICTIONS_FILE, runFolder } from "../../../src/experiments/store/store-paths";
import { evaluateRun } from "../../../src/analysis/runs/evaluate-runs";
import { sha256FileSync } from "../../../src/files/hash";
import { judgeClaims } from "../../../src/report/claims/judging/judge";

/** What a store has to be after a campaign, as checks with their outcome. */
export interface Check {
  readonly what: string;
  readonly found: string;
  readonly holds: boolean;
}

/** Compares a disturbed store with one that was computed serially and undisturbed. */
export function compareStores(
  specs: readonly RunSpec[],
  store: string,
  undisturbed: string,
): readonly Check[] {
  const valid = specs.filter((spec) => readRun(store, runId(spec)).state === "done").length;
  const stored = storedRunIds(store).length;
  const others = specs.filter((spec) => {
    const [a, b] = [store, undisturbed].map((place) => {
      const path = join(runFolder(place, runId(spec)), PREDICTIONS_FILE);
      return existsSync(path) ? sha256FileSync(path) : place;
    });
    return a !== b;
  }).length;
  const left = leftovers(store);
  return [
    {
      what: "valid results, by all hashes",
      found: `${valid} of ${specs.length}`,
      holds: valid === specs.length && stored === specs.length,
    },
    { what: "predictions that differ", found: String(others), holds: others === 0 },
    same("table (CSV)", (place) => tableCsv(collectTable(specs, place))),
    same("judged claims", (place) =>
      JSON.stringify(judgeClaims(loadRuns(specs, place).map(evaluateRun))),
    ),
    {
      what: "temporary files, checkpoints and leases left",
      found: left.length === 0 ? "0" : `${left.length}: ${left.slice(0, 3).join(", ")}`,
      holds: left.length === 0,
    },
  ];

  function same(what: string, of: (store: string) => string): Check {
    const [ours, theirs] = [of(store), of(undisturbed)];
    const found = ours === theirs ? `${ours.length} bytes, identical` : "differs";
    return { what, found, holds: ours === theirs };
  }
}

/** Files that a store whose runs are all done must not have. */
export function leftovers(store: string): readonly string[] {
  return readdirSync(store, { recursive: true })
    .map(String)
    .filter((path) => !path.startsWith("damaged"))
    .filter((path) => /\.tmp-|checkpoint|^\.leases\/|^\.attempts\//.test(path));
}

/** Whether a table of a store is what a file says, byte for byte. */
export function tableIs(specs: readonly RunSpec[], store: string, path: string): boolean {
  return tableCsv(collectTable(specs, store)) === readFileSync(path, "utf8");
}
