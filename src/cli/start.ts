import type { Command } from "commander";
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { setupRows } from "./setup-rows";
import { writeResultTable } from "../experiments/sweep/collect";
import { completeDatasets, datasetsOf } from "../experiments/sweep/complete-datasets";
import { loadRuns, type LoadedRun } from "../experiments/store/load";
import { DEFAULT_SUITE } from "../experiments/suites/default-suite";
import { presetRuns } from "../experiments/sweep/presets";
import { projectRoot } from "../files/project-root";
import { storedDatasets } from "../experiments/sweep/stored-datasets";
import { defaultStore } from "../experiments/store/store-paths";
import { CLAIM_PRESETS, claimRuns } from "../analysis/claim-runs";
import { canExecuteNotebooks } from "../notebook/files/execute";
import type { Parameters } from "../notebook/files/parameters";
import { presetResults } from "../notebook/preset-results";
import { oneOf } from "../errors/promptcal-error";
import { writeClaims } from "../report/claims/claims-page";
import { judgeClaims } from "../report/claims/judge";
import { figuresFolder } from "../report/rendering/save-figure";
import { RUNS_FILE } from "../report/tables/table-differences";
import { wholeNumber } from "./arguments";
import { interruptSignal } from "./interrupt";
import { notebooksFolder, runNotebooks } from "./run-notebooks";
import { sweepRuns } from "./sweep-runs";

/** The two plans, and where their notebooks and figures go: only the whole one makes the committed ones. */
const PLANS = {
  short: {
    notebooks: join(projectRoot, "short"),
    figures: join(projectRoot, "short", "figures"),
  },
  paper: { notebooks: notebooksFolder, figures: figuresFolder },
} as const;
const PLAN_NAMES = Object.keys(PLANS) as readonly (keyof typeof PLANS)[];

interface StartArguments {
  readonly plan: string;
  readonly stored: boolean;
  readonly jobs?: number;
}

/** `promptcal start`, which `npm start` and `npm run paper` end in: runs, notebooks, claims, summary. */
export function addStart(command: Command): void {
  command
    .option(
      "--plan <name>",
      "short (results go to short/) or paper (results replace the committed ones)",
      "short",
    )
    .option("--jobs <n>", "worker processes; one per core by default", wholeNumber(1))
    .option("--stored", "compute no run: show what the store has of the plan", false)
    .action(async ({ plan, stored, jobs }: StartArguments) => {
      const name = oneOf(plan, PLAN_NAMES, "plan");
      const signal = interruptSignal();
      for (const { name: part, detail, cost, fix, state } of setupRows()) {
        if (state === "missing") {
          say(`missing: ${part} (${detail}); without it: ${cost}; fix: ${fix}`);
        }
      }
      const store = defaultStore();
      say(
        `data: checking the ${DEFAULT_SUITE} suite's; the first time it is rendered (minutes)`,
      );
      const specs = await presetRuns(name, { suite: DEFAULT_SUITE });
      say(`runs: ${specs.length} of the plan ${name}, ${DEFAULT_SUITE} suite`);
      if (!stored) await sweepRuns(specs, { store, jobs }, signal);
      const { notebooks, figures } = PLANS[name];
      writeResultTable(join(figures, RUNS_FILE), specs, store);
      // Notebooks show whatever the store has of the paper's plan, which can be more than this plan.
      const shown = { suite: DEFAULT_SUITE, only: storedDatasets(store) };
      const runs = loadRuns(await presetRuns("paper", shown), store);
      const datasets = await storyDatasets(runs);
      if (canExecuteNotebooks()) {
        const results = runs.filter(shownOn(datasets)).map(({ result }) => result.hash);
        const parameters: Parameters = datasets === "all" ? {} : { datasets };
        await runNotebooks({ into: notebooks, figures, results, parameters, jobs }, signal);
      } else {
        say("notebooks: not executed, the Python packages are missing (see above)");
        await judge(figures, datasets);
      }
      summarise(runs, notebooks, figures);
    });
}

/**
 * The data sets that the notebooks are to show: those on which the whole story is in the store. Asked for
 * the others too, notebooks would compute what a short plan leaves out.
 */
async function storyDatasets(
  runs: readonly LoadedRun[],
): Promise<readonly string[] | "all"> {
  const story = await presetRuns("core", { suite: DEFAULT_SUITE });
  const complete = completeDatasets(story, new Set(runs.map(({ id }) => id)));
  return complete.length === datasetsOf(story).length ? "all" : complete;
}

/** Runs on other data sets than the notebooks show, as a template computes them, make no notebook out of date. */
function shownOn(datasets: readonly string[] | "all") {
  return ({ spec }: LoadedRun): boolean =>
    datasets === "all" || datasets.includes(spec.dataset);
}

/** Judges the claims without notebooks. */
async function judge(figures: string, datasets: readonly string[] | "all"): Promise<void> {
  say("claims: judging, with paired bootstrap intervals");
  const { runs } = await presetResults({
    suite: DEFAULT_SUITE,
    datasets,
    seeds: [1, 2, 3],
    epochs: "recipe",
    presets: CLAIM_PRESETS,
  });
  const context = { suite: DEFAULT_SUITE, command: "npm run paper" };
  writeClaims(figures, judgeClaims(await claimRuns(runs)), context);
}

function summarise(runs: readonly LoadedRun[], notebooks: string, figures: string): void {
  const seconds = runs.reduce((sum, { result }) => sum + result.provenance.seconds, 0);
  const claims = join(figures, "claims.md");
  const page = existsSync(claims) ? readFileSync(claims, "utf8") : "";
  const shown = (path: string): string => relative(process.cwd(), path) || ".";
  process.stdout.write(
    `\n${page.slice(0, Math.max(0, page.indexOf("\n## ")))}\n` +
      `Runs: ${runs.length} of the paper's plan (${Math.round(seconds)} s of tuning and testing) in ` +
      `${shown(defaultStore())}\n` +
      `Figures, tables, claims: ${shown(figures)}\n` +
      `Next: npm run lab opens JupyterLab; the executed notebooks are in ${shown(notebooks)}\n`,
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
