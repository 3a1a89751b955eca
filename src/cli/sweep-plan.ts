import type { Command } from "commander";
import { describeForecast, forecast } from "../experiments/forecast";
import { writePlan } from "../experiments/plan";
import { planOf, planOptions, storeOption, type PlanArguments } from "./sweep-options";

interface PlanPlaces {
  readonly out: string;
  /** Where earlier runs are looked for, to estimate time and disk. */
  readonly store: string;
}

/** `promptcal sweep plan`: resolves the runs of a sweep and writes them down. */
export function addSweepPlan(sweep: Command): void {
  storeOption(planOptions(sweep.command("plan")))
    .description("write the runs of a sweep to a file, one resolved spec per line")
    .requiredOption("--out <file>", "plan file to write")
    .action(async ({ out, store, ...given }: PlanArguments & PlanPlaces) => {
      const specs = await planOf(given);
      writePlan(out, specs);
      process.stdout.write(`${out}: ${describeForecast(forecast(specs, store))}\n`);
    });
}
