/**
 * What a fixed number of views per image costs in calibration and accuracy, on small data sets of the bundled suite:
 *     node --import tsx test/campaigns/full-size/views.ts --store FOLDER
 * writes docs/full-size/views.json and the page.
 */
import { Command } from "commander";
import { interruptSignal } from "../../../src/cli/interrupt";
import { ensureRuns, type LoadedRun } from "../../../src/experiments/store/load";
import { DEFAULT_SUITE } from "../../../src/experiments/suites/default-suite";
import { suiteNamed } from "../../../src/experiments/suites/suite";
import { planRuns } from "../../../src/experiments/sweep/plan-runs";
import { CLASS_SETS } from "../../../src/experiments/run/predictions";
import { codeCommit, machine } from "../reliability/made-by";
import { writeFullSizeRecord } from "./page";

/** The three data sets of the suite with the fewest base classes. */
const DATASETS = ["nature", "charts", "weather"];
/** 0: new views in each epoch. */
const VIEWS = [1, 4, 16, 0] as const;

async function main(store: string): Promise<void> {
  const started = new Date();
  const groups: { readonly views: number; readonly runs: readonly LoadedRun[] }[] = [];
  for (const views of VIEWS) {
    const specs = await planRuns({
      suite: suiteNamed(DEFAULT_SUITE),
      datasets: DATASETS,
      tuners: ["coop"],
      regularisers: ["none"],
      seeds: [1],
      set: { views },
    });
    const runs = await ensureRuns(specs, { store, jobs: 1, signal: interruptSignal() });
    groups.push({ views, runs });
  }
  const rows = groups.map(({ views, runs }) => [
    views === 0 ? "new in each epoch" : String(views),
    ...CLASS_SETS.flatMap((set) => [
      percent(mean(runs.map(({ result }) => result.metrics[set].ece))),
      percent(mean(runs.map(({ result }) => result.metrics[set].accuracy))),
    ]),
    runs.map(({ result }) => percent(result.metrics.new.ece)).join(" / "),
    String(runs[0]!.spec.recipe["epochs"] as number),
  ]);
  writeFullSizeRecord("views", {
    title: "Fixed views instead of new ones",
    command: "node --import tsx test/campaigns/full-size/views.ts --store FOLDER",
    about: [
      `CoOp on ${DATASETS.join(", ")} of the bundled suite, the three with the fewest classes, seed 1, with K fixed views of each training image or with new ones in each epoch. ECE has 10 bins and is the mean over the data sets.`,
      "Three data sets and one seed tell a large cost from a small one, and no more.",
    ],
    seed: 1,
    commit: codeCommit(),
    started: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
    machine: machine(),
    tables: [
      {
        title: "Cost of fixed views",
        columns: [
          "views K",
          ...CLASS_SETS.flatMap((set) => [`ECE ${set}, %`, `accuracy ${set}, %`]),
          `ECE new, % (${DATASETS.join(" / ")})`,
          "epochs",
        ],
        rows,
      },
    ],
    findings: [],
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function percent(value: number): string {
  return (100 * value).toFixed(1);
}

void new Command()
  .requiredOption("--store <folder>", "where the runs are kept")
  .action(({ store }: { readonly store: string }) => main(store))
  .parseAsync();
