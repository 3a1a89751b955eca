/**
 * What a fixed number of views per image costs in calibration and accuracy, on small data sets of the bundled suite:
 *     node --import tsx test/campaigns/full-size/views.ts --store FOLDER
 * writes docs/full-size/views.json and the page.
 */
import { Command } from "commander";
import { estimates } from "../../../src/analysis/estimates";
import { evaluateRun } from "../../../src/analysis/runs/evaluate-runs";
import type { EvaluatedRun } from "../../../src/analysis/runs/evaluated-run";
import { term, type Term } from "../../../src/analysis/inequality";
import { type Method, methodWith } from "../../../src/analysis/methods";
import { interruptSignal } from "../../../src/cli/terminal/interrupt";
import { ensureRuns } from "../../../src/experiments/store/load";
import { CLASS_SETS } from "../../../src/experiments/run/predictions";
import { DEFAULT_SUITE } from "../../../src/experiments/suites/default-suite";
import { suiteNamed } from "../../../src/experiments/suites/suite";
import { planRuns } from "../../../src/experiments/sweep/plan-runs";
import type { Interval } from "../../../src/numeric/bootstrap";
import { codeCommit, machine } from "../reliability/made-by";
import type { RecordTable } from "../reliability/reliability-record";
import { writeFullSizeRecord } from "./page";

/** The three data sets of the suite with the fewest base classes. */
const DATASETS = ["nature", "charts", "weather"];
const SEEDS = [1];
/** New views of 16 shots take four times as long. */
const SHOTS = 4;
/** 0: new views in each epoch. */
const VIEWS = [1, 4, 16, 0] as const;

/** The quantities of a row, in percent. */
const QUANTITIES = CLASS_SETS.flatMap((classSet) =>
  (["ece", "accuracy"] as const).map((quantity) => ({ classSet, quantity })),
);

async function main(store: string): Promise<void> {
  const started = new Date();
  const runs: EvaluatedRun[] = [];
  let seconds = 0;
  const methodOf = (views: number): Method => methodWith("coop", { views: String(views) });
  for (const views of VIEWS) {
    const specs = await planRuns({
      suite: suiteNamed(DEFAULT_SUITE),
      datasets: DATASETS,
      tuners: ["coop"],
      regularisers: ["none"],
      seeds: SEEDS,
      set: { views, shots: SHOTS },
    });
    const own = await ensureRuns(specs, { store, jobs: 1, signal: interruptSignal() });
    seconds += own.reduce((sum, { result }) => sum + result.provenance.seconds, 0);
    const method = methodOf(views);
    runs.push(...own.map((run) => evaluateRun({ ...run, method })));
  }
  const fixed = VIEWS.filter((views) => views !== 0);
  writeFullSizeRecord("views", {
    title: "Fixed views in place of new ones",
    command: "node --import tsx test/campaigns/full-size/views.ts --store FOLDER",
    about: [
      `CoOp on ${DATASETS.join(", ")} of the bundled suite, the three with the fewest classes, seed ${SEEDS.join(", ")}, ${SHOTS} shots, with K fixed ` +
        "views of each training image or with new ones in each epoch. ECE has 10 bins.",
      "Means over the data sets, with paired 95 % bootstrap intervals over data sets and test images. Three data sets and one seed tell a large cost " +
        "from a small one, and no more.",
    ],
    seed: SEEDS.join(", "),
    commit: codeCommit(),
    started: started.toISOString(),
    seconds,
    machine: machine(),
    tables: [
      tableOf("CoOp by its views", runs, VIEWS, ({ views, classSet, quantity }) => [
        term(1, quantity, methodOf(views), classSet),
      ]),
      tableOf(
        "Difference from new views, percentage points",
        runs,
        fixed,
        ({ views, classSet, quantity }) => [
          term(1, quantity, methodOf(views), classSet),
          term(-1, quantity, methodOf(0), classSet),
        ],
      ),
    ],
    findings: [],
  });
}

type Cell = (typeof QUANTITIES)[number] & { readonly views: number };

/** A table with a row for each number of views; all cells are of the same resamples. */
function tableOf(
  title: string,
  runs: readonly EvaluatedRun[],
  views: readonly number[],
  terms: (cell: Cell) => readonly Term[],
): RecordTable {
  const cells = views.flatMap((count) =>
    QUANTITIES.map((quantity) => ({ ...quantity, views: count })),
  );
  const found = estimates(runs, cells.map(terms));
  return {
    title,
    columns: [
      "views K",
      ...QUANTITIES.map(({ quantity, classSet }) =>
        quantity === "ece" ? `ECE ${classSet}, %` : `accuracy ${classSet}, %`,
      ),
    ],
    rows: views.map((count, row) => [
      count === 0 ? "new in each epoch" : String(count),
      ...found
        .slice(row * QUANTITIES.length, (row + 1) * QUANTITIES.length)
        .map(intervalText),
    ]),
  };
}

function intervalText({ effect, low, high }: Interval): string {
  const [value, from, to] = [effect, low, high].map((share) => (100 * share).toFixed(1));
  return `${value} (${from} to ${to})`;
}

void new Command()
  .requiredOption("--store <folder>", "where the runs are kept")
  .action(({ store }: { readonly store: string }) => main(store))
  .parseAsync();
