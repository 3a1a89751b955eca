import type { Command } from "commander";
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { doctorRows } from "../../environment/doctor";
import { loadRuns, type LoadedRun } from "../experiments/load";
import { planRuns } from "../experiments/plan-runs";
import { projectRoot } from "../experiments/project-root";
import { defaultStore } from "../experiments/store-paths";
import { canExecuteNotebooks, executeNotebooks } from "../notebook/execute";
import { isExecuted, notebookFingerprint, recordExecuted } from "../notebook/fingerprint";
import { judgedRun } from "../notebook/judged-runs";
import { claimsMarkdown, writeClaims } from "../report/claims-page";
import { judgeClaims } from "../report/judge";
import { resultsTable } from "../report/results-table";
import { figuresFolder } from "../report/save-figure";
import { saveResults } from "../report/save-results";
import { wholeNumber } from "./arguments";
import { interruptSignal } from "./interrupt";
import { sweepRuns } from "./sweep-runs";

const SUITE = "icons";

/** `promptcal start`, which `npm start` ends in: whole plan, notebooks, claims, summary. */
export function addStart(program: Command): void {
  program
    .command("start")
    .description("compute the whole plan, execute the notebooks, judge the claims")
    .option("--jobs <n>", "worker processes; one per core by default", wholeNumber(1))
    .action(async ({ jobs }: { jobs?: number }) => {
      const signal = interruptSignal();
      for (const { name, detail, cost, fix, state } of doctorRows()) {
        if (state === "missing") {
          say(`missing: ${name} (${detail}); without it: ${cost}; fix: ${fix}`);
        }
      }
      const store = defaultStore();
      say(`data: checking the ${SUITE} suite's; the first time it is rendered (30 s)`);
      const specs = await planRuns({ suite: SUITE });
      say(`runs: ${specs.length} of the ${SUITE} suite`);
      await sweepRuns(specs, { store, jobs }, signal);
      const runs = loadRuns(specs, store);
      const page = claimsPage(runs);
      await runNotebooks(runs, signal);
      summarise(runs, page);
    });
}

/** Writes the table of results and the claims to `figures/`. @returns the page's head and table */
function claimsPage(runs: readonly LoadedRun[]): string {
  say("claims: judging, with paired bootstrap intervals");
  const judged = runs.map(judgedRun);
  saveResults("00-results", resultsTable(judged));
  const claims = judgeClaims(judged);
  const context = { suite: SUITE, command: "npx promptcal sweep" };
  writeClaims(figuresFolder, claims, context);
  const page = claimsMarkdown(claims, context);
  return page.slice(0, page.indexOf("\n## "));
}

/** Executes the notebooks whose cells, code or results have changed since the last time. */
async function runNotebooks(
  runs: readonly LoadedRun[],
  signal: AbortSignal,
): Promise<void> {
  if (!canExecuteNotebooks()) {
    say("notebooks: not executed, the Python packages are missing (see above)");
    return;
  }
  const folder = join(projectRoot, "notebooks");
  const results = runs.map(({ result }) => result.hash);
  const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
  for (const name of names.sort()) {
    const path = join(folder, name);
    const fingerprint = notebookFingerprint(path, results);
    if (isExecuted(path, fingerprint)) {
      say(`notebooks/${name}: up to date`);
      continue;
    }
    try {
      await executeNotebooks([path], { signal, say });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
    recordExecuted(path, fingerprint);
  }
}

function summarise(runs: readonly LoadedRun[], page: string): void {
  const seconds = runs.reduce((sum, { result }) => sum + result.provenance.seconds, 0);
  const figures = relative(process.cwd(), figuresFolder) || ".";
  process.stdout.write(
    `\n${page}\n` +
      `Computed: ${runs.length} runs (${Math.round(seconds)} s of tuning and testing) in ` +
      `${relative(process.cwd(), defaultStore())}\n` +
      `Figures, tables, claims: ${figures}\n` +
      "Next: npm run lab opens the executed notebooks in JupyterLab\n",
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
