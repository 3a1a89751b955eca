import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { writeResultTable } from "../../experiments/sweep/collect";
import { loadRuns, type LoadedRun } from "../../experiments/store/load";
import { datasetKinds } from "../../experiments/suites/dataset-kinds";
import { suiteNamed } from "../../experiments/suites/suite";
import { presetRuns } from "../../experiments/sweep/presets";
import { storedDatasets } from "../../experiments/sweep/stored-datasets";
import { CLAIM_PRESETS, claimRunsOfModels } from "../../analysis/runs/claim-runs";
import { readJson } from "../../files/json/parse-json";
import type { Parameters } from "../../notebook/files/parameters";
import { presetResults } from "../../notebook/preset-results";
import { writeClaims } from "../../report/claims/claims-page";
import { judgeKinds, KIND_CLAIMS } from "../../report/claims/judging/judge-kinds";
import { judgeModels } from "../../report/claims/judging/judge-models";
import { RUNS_FILE } from "../../report/tables/table-differences";
import { claimsSummary } from "./claims-summary";
import { runNotebooks } from "./run-notebooks";
import { shownParameters, type ShownParameters } from "./shown-parameters";
import { readingImages } from "../sweep/plan-of";
import { doneText, refuseFailures, sweepRuns } from "../sweep/sweep-runs";

/** Options of `promptcal start`. */
export interface StartRequest {
  /** Name of the preset. */
  readonly plan: string;
  readonly suite: string;
  readonly store: string;
  /** Where executed notebooks go; undefined executes none and judges the claims alone. */
  readonly notebooks: string | undefined;
  readonly figures: string;
  /** Computes no run, and shows what the store has. */
  readonly stored: boolean;
  readonly jobs?: number;
  readonly say: (line: string) => void;
}

/** What `promptcal start` has done. */
export interface StartOutcome {
  /** Runs of the paper's plan that are in the store. */
  readonly runs: number;
  /** Their time of tuning and testing. */
  readonly seconds: number;
}

/** The runs of a plan, then notebooks, or claims alone, of the runs of the paper's plan that the store has, then a summary. */
export async function startPlan(
  { plan, suite: name, store, notebooks, figures, stored, jobs, say }: StartRequest,
  signal: AbortSignal,
): Promise<StartOutcome> {
  const suite = suiteNamed(name);
  const specs = await presetRuns(plan, { suite, work: readingImages() });
  say(`runs: ${specs.length} of the plan ${plan}, ${name} suite`);
  if (!stored) {
    const outcome = await sweepRuns(specs, { store, jobs }, signal);
    refuseFailures(outcome, specs.length);
    say(doneText(outcome, store));
  }
  writeResultTable(join(figures, RUNS_FILE), specs, store);
  // Notebooks show whatever the store has of the paper's plan, which can be more than this plan.
  const request = { suite, only: storedDatasets(store) };
  const runs = loadRuns(await presetRuns("paper", request), store);
  const shown = await shownParameters(suite, runs);
  if (notebooks === undefined) {
    say("claims: judging, with paired bootstrap intervals");
    await judge(name, store, figures, shown);
  } else {
    const results = runs.filter(isShown(shown)).map(({ result }) => result.hash);
    const { whole, ...parts } = shown;
    const parameters: Parameters = whole ? {} : parts;
    await runNotebooks(
      { into: notebooks, figures, results, parameters, jobs, say, copiesTemplates: true },
      signal,
    );
  }
  const seconds = runs.reduce((sum, { result }) => sum + result.provenance.seconds, 0);
  const outcome = { runs: runs.length, seconds };
  say(summary(outcome, store, figures));
  return outcome;
}

/** Runs on others than the notebooks show, as a template computes them, make no notebook out of date. */
function isShown({ datasets, seeds }: ShownParameters) {
  return ({ spec }: LoadedRun): boolean =>
    seeds.includes(spec.seed) && (datasets === "all" || datasets.includes(spec.dataset));
}

/** Judges the claims without notebooks. */
async function judge(
  suite: string,
  store: string,
  figures: string,
  { datasets, seeds, shiftedDatasets }: ShownParameters,
): Promise<void> {
  const { runs } = await presetResults(
    { suite, datasets, seeds, epochs: "recipe", presets: CLAIM_PRESETS },
    { store },
  );
  const evaluated = await claimRunsOfModels(runs, { shiftedDatasets });
  const kinds = judgeKinds(evaluated, datasetKinds(suite), KIND_CLAIMS);
  const context = { suite, kinds, command: "npm run paper" };
  writeClaims(figures, judgeModels(evaluated), context);
}

function summary({ runs, seconds }: StartOutcome, store: string, figures: string): string {
  const claims = join(figures, "claims.json");
  const judged = existsSync(claims) ? claimsSummary(readJson(claims, "claims")) : "";
  return (
    `\n${judged}\n` +
    `Runs: ${runs} of the paper's plan (${Math.round(seconds)} s of tuning and testing) in ` +
    `${shownPath(store)}\n` +
    `Figures, tables, claims: ${shownPath(figures)}`
  );
}

/** A path relative to the working directory. */
export function shownPath(path: string): string {
  return relative(process.cwd(), path) || ".";
}
