import type { Command } from "commander";
import { availableParallelism } from "node:os";
import { mismatch } from "../../errors/promptcal-error";
import type { RunSpec } from "../../experiments/spec/spec";
import {
  describeLeft,
  withinBudget,
  type BudgetedPlan,
} from "../../experiments/sweep/forecast/budget";
import {
  describeForecast,
  forecastRows,
} from "../../experiments/sweep/forecast/describe-forecast";
import { forecast, type Forecast } from "../../experiments/sweep/forecast/forecast";
import { measurePlan } from "../../experiments/sweep/forecast/measure";
import { plannedSizes, type RunSizes } from "../../experiments/sweep/forecast/run-size";
import { suiteLookup, type SuiteLookup } from "../../experiments/suites/suite-lookup";
import { fittingWorkers } from "../../experiments/sweep/launchers/pool-size";
import { describeSeconds } from "../../experiments/sweep/sweep-state";
import { writePlan } from "../../experiments/sweep/plan";
import { duration } from "../arguments";
import { interruptSignal } from "../terminal/interrupt";
import { planOf } from "./plan-of";
import { jsonOption, writeJson } from "../terminal/json-output";
import { ProgressLine } from "../terminal/progress-line";
import { planOptions, storeOption, type PlanArguments } from "./sweep-options";
import { textTable } from "../terminal/text-table";
import { timeLeft } from "../terminal/time-left";

interface PlanPlaces {
  readonly out: string;
  /** Where earlier runs are looked for, to estimate time and disk. */
  readonly store: string;
  readonly measure: boolean;
  /** Seconds. */
  readonly budget?: number;
  readonly jobs?: number;
  readonly json: boolean;
}

/** `promptcal sweep plan`: resolves the runs of a sweep, forecasts their cost and writes the plan. */
export function addSweepPlan(command: Command): void {
  jsonOption(storeOption(planOptions(command)))
    .requiredOption("--out <file>", "plan file to write")
    .option("--measure", "time a few steps of each method for the forecast", false)
    .option("--budget <time>", "plan only what fits, for instance 8h or 90m", duration)
    .option(
      "--jobs <n>",
      "workers that the budget is for; by default as many as a sweep uses",
      Number,
    )
    .action(plan);
}

async function plan(given: PlanArguments & PlanPlaces): Promise<void> {
  const { out, store, measure, budget, jobs, json, ...axes } = given;
  const specs = await planOf(axes);
  const suiteOf = suiteLookup();
  const sizes = await plannedSizes(specs, suiteOf);
  if (measure && specs.length > 0) await measureSteps(specs, sizes, suiteOf);
  const all = forecast(specs, sizes, store, suiteOf);
  const workers = jobs ?? fittingWorkers(all.peakBytes);
  const { chosen, left } =
    budget === undefined ? { chosen: all, left: [] } : fittingPart(all, budget, workers);
  writePlan(
    out,
    chosen.runs.map(({ spec }) => spec),
  );
  if (json) {
    const { runs, encodings: _encodings, ...totals } = chosen;
    return writeJson({ plan: out, runs: runs.length, leftOut: left.length, ...totals });
  }
  process.stdout.write(`${out}: ${describeForecast(chosen)}\n`);
  if (chosen.measured) process.stdout.write(textTable(forecastRows(chosen)));
  if (budget === undefined) return;
  const time = describeSeconds(chosen.seconds / workers);
  process.stdout.write(
    `about ${time} of ${describeSeconds(budget)} on ${workers} of ${availableParallelism()} cores\n`,
  );
  if (left.length > 0) process.stdout.write(`${describeLeft({ chosen, left })}\n`);
}

async function measureSteps(
  specs: readonly RunSpec[],
  sizes: RunSizes,
  suiteOf: SuiteLookup,
): Promise<void> {
  const progress = new ProgressLine();
  const timer = timeLeft();
  await measurePlan(specs, sizes, suiteOf, {
    signal: interruptSignal(),
    onMethod: (method, index, count) =>
      progress.update(
        `measuring ${method} (${index + 1} of ${count})${timer(index, count)}`,
      ),
    onNote: (text) => progress.note(text),
  });
  progress.end();
}

/** The part of a plan that fits into the budget, which has to hold something. */
function fittingPart(all: Forecast, budget: number, workers: number): BudgetedPlan {
  const fitting = withinBudget(all, budget * workers);
  if (fitting.chosen.runs.length > 0) return fitting;
  throw mismatch({
    what: "option --budget",
    expected: "time for at least one data set's core methods",
    got: describeSeconds(budget),
    fix:
      all.unknown.length > 0
        ? "give --measure: the time of some methods is unknown"
        : `the whole plan takes about ${describeSeconds(all.seconds / workers)} on ${workers} workers`,
  });
}
