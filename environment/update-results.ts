/**
 * Rewrites data/results, the condensed runs that come with promptcal, from the store: an archive for each part of the
 * paper's plan, with the runs that are finished. Run: npx tsx environment/update-results.ts [store]
 */
import { mkdirSync, rmSync } from "node:fs";
import { presetRuns } from "../src/experiments/sweep/presets";
import { PAPER_PARTS } from "../src/experiments/sweep/named-presets";
import { runId } from "../src/experiments/spec/spec";
import { exportRuns } from "../src/experiments/store/archive";
import { SHIPPED_FOLDER, shippedArchive } from "../src/experiments/store/shipped-runs";
import { readRun } from "../src/experiments/store/store";
import { defaultStore } from "../src/experiments/store/store-paths";
import { suiteNamed } from "../src/experiments/suites/suite";
import { DEFAULT_SUITE } from "../src/experiments/suites/default-suite";

async function main(store: string): Promise<void> {
  mkdirSync(SHIPPED_FOLDER, { recursive: true });
  // Parts share runs; each is packed once.
  const packed = new Set<string>();
  for (const part of PAPER_PARTS) {
    const specs = await presetRuns(part, { suite: suiteNamed(DEFAULT_SUITE) });
    const own = specs.filter((spec) => !packed.has(runId(spec)));
    const finished = own.filter((spec) => readRun(store, runId(spec)).state === "done");
    const archive = shippedArchive(part);
    if (finished.length > 0) {
      await exportRuns(finished, store, archive, { condensed: true });
    } else {
      rmSync(archive, { force: true });
    }
    for (const spec of finished) packed.add(runId(spec));
    process.stdout.write(`${part}: ${finished.length} of ${own.length} runs\n`);
  }
}

void main(process.argv[2] ?? defaultStore());
