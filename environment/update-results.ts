/**
 * Brings data/results, the runs that come with promptcal, up to date with the store: for each part of the paper's plan,
 * and for each other plan behind a committed figure, an archive with the finished runs that are not there yet. Archives
 * stay as they are as long as the plan has all of their runs, since git keeps every version of them.
 * Run: npx tsx environment/update-results.ts [store]
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

interface Part {
  readonly name: string;
  readonly suite: string;
  readonly presets: readonly string[];
  /** Whether predictions stay out; true by default. Those of test-time tuning follow from nothing it has learned. */
  readonly condensed?: boolean;
}

/** The parts of the paper's plan, the further runs of notebooks 06 and 16, and the data sets that one rule left out. */
const PARTS: readonly Part[] = [
  ...PAPER_PARTS.map((part) => ({ name: part, suite: DEFAULT_SUITE, presets: [part] })),
  { name: "baselines", suite: DEFAULT_SUITE, presets: ["baselines"] },
  { name: "testtime", suite: DEFAULT_SUITE, presets: ["testtime"], condensed: false },
  { name: "left-out", suite: "world-below", presets: ["core", "models"] },
];

async function main(store: string): Promise<void> {
  const before = shippedIndex();
  const shipped = Object.values(before).flat();
  mkdirSync(SHIPPED_FOLDER, { recursive: true });
  // Parts share runs; each is packed once.
  const packed = new Set<string>();
  const index: Record<string, ShippedIndex[string]> = {};
  for (const { name, suite, presets, condensed = true } of PARTS) {
    const planned = await plannedRuns(presets, { suite: suiteNamed(suite) });
    const own = planned.map(({ spec }) => spec).filter((spec) => !packed.has(runId(spec)));
    const ids = new Set(own.map(runId));
    for (const archive of Object.keys(before).filter((each) => isOf(name, each))) {
      if (before[archive]!.every((id) => ids.has(id))) index[archive] = before[archive]!;
    }
    const kept = new Set(Object.values(index).flat());
    const others = own.filter((spec) => !kept.has(runId(spec)));
    const lost = others.filter(
      (spec) => shipped.includes(runId(spec)) && !isDone(store, runId(spec)),
    );
    if (lost.length > 0) {
      throw eventError(
        `${store} lacks ${lost.length} runs of ${name} that come with promptcal`,
        "bring them with: npx promptcal sweep import data/results/*.tar.gz",
      );
    }
    const finished = others.filter((spec) => isDone(store, runId(spec)));
    process.stdout.write(
      `${name}: ${own.length - others.length + finished.length} of ${own.length} runs, ${finished.length} of them new\n`,
    );
    if (finished.length > 0) {
      const archive = freeName(name, Object.keys(index));
      await exportRuns(finished, store, join(SHIPPED_FOLDER, archive), { condensed });
      index[archive] = finished.map(runId).sort();
    }
    for (const id of Object.values(index).flat()) packed.add(id);
  }
  writeJsonAtomic(join(SHIPPED_FOLDER, SHIPPED_INDEX), index);
  const kept = [SHIPPED_INDEX, ...Object.keys(index)];
  for (const file of readdirSync(SHIPPED_FOLDER).filter((each) => !kept.includes(each)))
    rmSync(join(SHIPPED_FOLDER, file));
}

const EXTENSION = ".tar.gz";

/** Whether an archive has runs of a part: `core.tar.gz` and `core-2.tar.gz` of `core`. */
function isOf(part: string, archive: string): boolean {
  return archive.replace(EXTENSION, "").replace(/-\d+$/, "") === part;
}

/** The first name of a part that no kept archive has. */
function freeName(part: string, kept: readonly string[]): string {
  for (let number = 1; ; number++) {
    const name = `${part}${number === 1 ? "" : `-${number}`}${EXTENSION}`;
    if (!kept.includes(name)) return name;
  }
}

function isDone(store: string, id: string): boolean {
  return readRun(store, id).state === "done";
}

void main(process.argv[2] ?? defaultStore());
