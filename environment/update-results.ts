/**
 * Rewrites data/results, the condensed runs that come with promptcal, from the store: an archive for each part of the
 * paper's plan and one for the data sets left out, with the runs that are finished. Run: npx tsx environment/update-results.ts [store]
 */
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { plannedRuns } from "../src/experiments/sweep/presets";
import { PAPER_PARTS } from "../src/experiments/sweep/named-presets";
import { runId } from "../src/experiments/spec/spec";
import { exportRuns } from "../src/experiments/store/archive";
import {
  SHIPPED_FOLDER,
  SHIPPED_INDEX,
  shippedIndex,
  type ShippedIndex,
} from "../src/experiments/store/shipped-runs";
import { readRun } from "../src/experiments/store/store";
import { defaultStore } from "../src/experiments/store/store-paths";
import { eventError } from "../src/errors/promptcal-error";
import { writeJsonAtomic } from "../src/files/atomic-file";
import { suiteNamed } from "../src/experiments/suites/suite";
import { DEFAULT_SUITE } from "../src/experiments/suites/default-suite";

interface Archive {
  readonly name: string;
  readonly suite: string;
  readonly presets: readonly string[];
}

/** The parts of the paper's plan, and the story on the data sets that one rule left out. */
const ARCHIVES: readonly Archive[] = [
  ...PAPER_PARTS.map((part) => ({ name: part, suite: DEFAULT_SUITE, presets: [part] })),
  { name: "left-out", suite: "world-below", presets: ["core", "models"] },
];

async function main(store: string): Promise<void> {
  const before = Object.values(shippedIndex()).flat();
  mkdirSync(SHIPPED_FOLDER, { recursive: true });
  // Parts share runs; each is packed once.
  const packed = new Set<string>();
  const index: Record<string, ShippedIndex[string]> = {};
  for (const { name, suite, presets } of ARCHIVES) {
    const planned = await plannedRuns(presets, { suite: suiteNamed(suite) });
    const own = planned.map(({ spec }) => spec).filter((spec) => !packed.has(runId(spec)));
    const lost = own.map(runId).filter((id) => before.includes(id) && !isDone(store, id));
    if (lost.length > 0) {
      throw eventError(
        `${store} lacks ${lost.length} runs of ${name} that come with promptcal`,
        "bring them with: npx promptcal sweep import data/results/*.tar.gz",
      );
    }
    const finished = own.filter((spec) => isDone(store, runId(spec)));
    process.stdout.write(`${name}: ${finished.length} of ${own.length} runs\n`);
    if (finished.length === 0) continue;
    const archive = `${name}.tar.gz`;
    await exportRuns(finished, store, join(SHIPPED_FOLDER, archive), { condensed: true });
    index[archive] = finished.map(runId).sort();
    for (const id of index[archive]) packed.add(id);
  }
  writeJsonAtomic(join(SHIPPED_FOLDER, SHIPPED_INDEX), index);
  const kept = [SHIPPED_INDEX, ...Object.keys(index)];
  for (const file of readdirSync(SHIPPED_FOLDER).filter((each) => !kept.includes(each)))
    rmSync(join(SHIPPED_FOLDER, file));
}

function isDone(store: string, id: string): boolean {
  return readRun(store, id).state === "done";
}

void main(process.argv[2] ?? defaultStore());
