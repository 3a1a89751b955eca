import type { Command } from "commander";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeResultTable } from "../experiments/sweep/collect";
import { loadRuns } from "../experiments/store/load";
import { PAPER_PARTS } from "../experiments/sweep/named-presets";
import { plannedRuns, presetRuns } from "../experiments/sweep/presets";
import {
  costsCsv,
  plannedCosts,
  totalCost,
  type RunCost,
} from "../experiments/sweep/run-costs";
import { DEFAULT_SUITE } from "../experiments/suites/default-suite";
import type { Suite } from "../experiments/suites/suite-definition";
import { suiteNamed } from "../experiments/suites/suite";
import { modelName } from "../experiments/suites/suite-variants";
import { readJson } from "../files/json/parse-json";
import { projectRoot } from "../files/project-root";
import { runId } from "../experiments/spec/spec";
import { readRun } from "../experiments/store/store";
import { defaultStore } from "../experiments/store/store-paths";
import { writeFileAtomic } from "../files/atomic-file";
import { mismatch, PromptcalError } from "../errors/promptcal-error";
import { withClaims } from "../report/claims/readme-claims";
import { reproductionReport } from "../report/claims/reproduction-report";
import {
  firstDifference,
  RUNS_FILE,
  tableDifferences,
} from "../report/tables/table-differences";
import { interruptSignal } from "./terminal/interrupt";
import { jsonOption, linesBesideJson, writeJson } from "./terminal/json-output";
import { withMethods } from "./methods-page";
import { runNotebooks } from "./start/run-notebooks";

const COMMITTED = join(projectRoot, "figures");
const README = join(projectRoot, "README.md");
const METHODS_PAGE = join(projectRoot, "docs", "methods.md");
const REPORT = join(projectRoot, "docs", "report.md");
/** Time and memory of each run. They differ from computation to computation, so that a check passes them over. */
const COSTS = join(COMMITTED, "costs.csv");

/**
 * `promptcal tables`: the claims of the README, the report on the reproduction, and the check that everything printed
 * is what the store gives.
 */
export function addTables(command: Command): void {
  jsonOption(command)
    .option(
      "--check",
      "execute all notebooks in a temporary folder and compare tables, claims and README",
    )
    .action(async ({ check = false, json }: { check?: boolean; json: boolean }) => {
      const readme = readFileSync(README, "utf8");
      const claims = readJson(join(COMMITTED, "claims.json"), "claims");
      const expected = withClaims(readme, claims);
      const methods = readFileSync(METHODS_PAGE, "utf8");
      const described = withMethods(methods);
      const costs = await costsOfPaper();
      const report = reportOf(claims, costs);
      if (!check) {
        writeFileAtomic(README, expected);
        writeFileAtomic(METHODS_PAGE, described);
        writeFileAtomic(REPORT, report);
        writeFileAtomic(COSTS, costsCsv(costs));
        if (json) writeJson({ written: [README, METHODS_PAGE, REPORT, COSTS] });
        return;
      }
      const written = existsSync(REPORT) ? readFileSync(REPORT, "utf8") : "";
      const different = [
        ...firstDifference("README.md", readme, expected),
        ...firstDifference("docs/methods.md", methods, described),
        ...firstDifference("docs/report.md", written, report),
        ...(await differing(interruptSignal(), linesBesideJson(json))),
      ];
      if (json) writeJson({ different });
      if (different.length > 0) {
        throw new PromptcalError(
          `${different.length} of the committed tables differ from what the store gives:\n` +
            `${different.join("\n")}\nwrite them again with: npm run paper && npx promptcal tables`,
        );
      }
      if (!json)
        process.stdout.write("tables, claims and README are what the store gives\n");
    });
}

/** Costs of the runs of the paper's plan that the store has. */
async function costsOfPaper(): Promise<readonly RunCost[]> {
  const plan = await plannedRuns(PAPER_PARTS, { suite: suiteNamed(DEFAULT_SUITE) });
  return plannedCosts(plan, defaultStore());
}

/** The report on the reproduction. */
function reportOf(claims: unknown, costs: readonly RunCost[]): string {
  const suite = suiteNamed(DEFAULT_SUITE);
  const model = modelName(suite);
  return reproductionReport(claims, {
    suite: DEFAULT_SUITE,
    model,
    cost: totalCost(costs),
  });
}

/** Committed files that differ from what the notebooks write now, or that only one of the two has. */
async function differing(
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const store = defaultStore();
  const suite = suiteNamed(DEFAULT_SUITE);
  await checkCore(suite, store);
  const temporary = mkdtempSync(join(tmpdir(), "promptcal-tables-"));
  try {
    const plan = await presetRuns("paper", { suite });
    const results = loadRuns(plan, store).map(({ result }) => result.hash);
    const figures = join(temporary, "figures");
    writeResultTable(join(figures, RUNS_FILE), plan, store);
    await runNotebooks(
      { into: join(temporary, "notebooks"), figures, results, always: true, say },
      signal,
    );
    return tableDifferences(COMMITTED, figures);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** The first notebooks compute what they lack of the core plan, which a check must not begin. */
async function checkCore(suite: Suite, store: string): Promise<void> {
  const core = await presetRuns("core", { suite });
  const there = core.filter((spec) => readRun(store, runId(spec)).state === "done").length;
  if (there === core.length) return;
  throw mismatch({
    what: "tables --check, runs of the core plan",
    expected: String(core.length),
    got: String(there),
    where: store,
    fix: "compute them with: npm run paper, or name another store with PROMPTCAL_STORE",
  });
}
