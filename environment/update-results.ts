/**
 * Rewrites data/results, the condensed runs that come with promptcal, from the store: an archive for each part of the
 * paper's plan, with the runs that are finished. Run: npx tsx environment/update-results.ts [store]
 */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { presetRuns } from "../src/experiments/sweep/presets";
import { PAPER_PARTS } from "../src/experiments/sweep/named-presets";
import { runId } from "../src/experiments/spec/spec";
import { exportRuns } from "../src/experiments/store/archive";
import {
  SHIPPED_FOLDER,
  SHIPPED_INDEX,
  type ShippedIndex,
} from "../src/experiments/store/shipped-runs";
import { readRun } from "../src/experiments/store/store";
import { defaultStore } from "../src/experiments/store/store-paths";
import { writeJsonAtomic } from "../src/files/atomic-file";
import { suiteNamed } from "../src/experiments/suites/suite";
import { DEFAULT_SUITE } from "../src/experiments/suites/default-suite";

async function main(store: string): Promise<void> {
  rmSync(SHIPPED_FOLDER, { recursive: true, force: true });
  mkdirSync(SHIPPED_FOLDER, { recursive: true });
  // Parts share runs; each is packed once.
  const packed = new Set<string>();
  const index: Record<string, ShippedIndex[string]> = {};
  for (const part of PAPER_PARTS) {
    const specs = await presetRuns(part, { suite: suiteNamed(DEFAULT_SUITE) });
    const own = specs.filter((spec) => !packed.has(runId(spec)));
    const finished = own.filter((spec) => readRun(store, runId(spec)).state === "done");
    process.stdout.write(`${part}: ${finished.length} of ${own.length} runs\n`);
    if (finished.length === 0) continue;
    const archive = `${part}.tar.gz`;
    await exportRuns(finished, store, join(SHIPPED_FOLDER, archive), { condensed: true });
    index[archive] = finished.map(runId).sort();
    for (const id of index[archive]) packed.add(id);
  }
  writeJsonAtomic(join(SHIPPED_FOLDER, SHIPPED_INDEX), index);
}

void main(process.argv[2] ?? defaultStore());
