import type { Command } from "commander";
import { availableParallelism } from "node:os";
import { mismatch } from "../../errors/promptcal-error";
import { describeLeft, withinBudget } from "../../experiments/sweep/forecast/budget";
import {
  describeForecast,
  forecastRows,
} from "../../experiments/sweep/forecast/describe-forecast";
import { forecast, type Forecast } from "../../experiments/sweep/forecast/forecast";
import { measurePlan } from "../../experiments/sweep/forecast/measure";
import { plannedSizes } from "../../experiments/sweep/forecast/run-size";
import { suiteLookup } from "../../experiments/suites/suite-lookup";
import { fittingWorkers } from "../../experiments/sweep/launchers/pool-size";
import { describeSeconds } from "../../experiments/sweep/sweep-state";
import { writePlan } from "../../experiments/sweep/plan";
import { duration } from "../arguments";
import { interruptSignal } from "../interrupt";
import { planOf } from "./plan-of";
import { ProgressLine } from "../progress-line";
import { planOptions, storeOption, type PlanArguments } from "./sweep-options";
import { textTable } from "../text-table";

interface PlanPlaces {
  readonly out: string;
  /** Where earlier runs are looked for, to estimate time and disk. */
  readonly store: string;
  readonly measure: boolean;
  /** Seconds. */
  readonly budget?: number;
  readonly jobs?: number;
}

/** `promptcal sweep plan`: resolves the runs of a sweep, forecasts their cost and writes the plan. */
export function addSweepPlan(command: Command): void {
  storeOption(planOptions(command))
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
  const { out, store, measure, budget, jobs, ...axes } = given;
  const specs = await planOf(axes);
  const suiteOf = suiteLookup();
  const sizes = await plannedSizes(specs, suiteOf);
  if (measure && specs.length > 0) {
    const progress = new ProgressLine();
    await measurePlan(specs, sizes, suiteOf, {
      signal: interruptSignal(),
      onMethod: (method, index, count) =>
        progress.update(`measuring ${method} (${index + 1} of ${count})`),
      onNote: (text) => progress.note(text),
    });
    progress.end();
  }
  const all = forecast(specs, sizes, store, suiteOf);
  if (budget === undefined) {
    writePlan(out, specs);
    return tell(out, all);
  }
  const workers = jobs ?? fittingWorkers(all.peakBytes);
  const fitting = withinBudget(all, budget * workers);
  if (fitting.chosen.runs.length === 0) {
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
  writePlan(
    out,
    fitting.chosen.runs.map(({ spec }) => spec),
  );
  tell(out, fitting.chosen);
  const time = describeSeconds(fitting.chosen.seconds / workers);
  process.stdout.write(
    `about ${time} of ${describeSeconds(budget)} on ${workers} of ${availableParallelism()} cores\n`,
  );
  if (fitting.left.length > 0) process.stdout.write(`${describeLeft(fitting)}\n`);
}

function tell(out: string, plan: Forecast): void {
  process.stdout.write(`${out}: ${describeForecast(plan)}\n`);
  if (plan.measured) process.stdout.write(textTable(forecastRows(plan)));
}
