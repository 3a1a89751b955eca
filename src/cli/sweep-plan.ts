import type { Command } from "commander";
import { describeForecast, forecast } from "../experiments/sweep/forecast";
import { writePlan } from "../experiments/sweep/plan";
import { planOf } from "./plan-of";
import { planOptions, storeOption, type PlanArguments } from "./sweep-options";

interface PlanPlaces {
  readonly out: string;
  /** Where earlier runs are looked for, to estimate time and disk. */
  readonly store: string;
}

/** `promptcal sweep plan`: resolves the runs of a sweep and writes them down. */
export function addSweepPlan(command: Command): void {
  storeOption(planOptions(command))
    .requiredOption("--out <file>", "plan file to write")
    .action(async ({ out, store, ...given }: PlanArguments & PlanPlaces) => {
      const specs = await planOf(given);
      writePlan(out, specs);
      process.stdout.write(`${out}: ${describeForecast(forecast(specs, store))}\n`);
    });
}
