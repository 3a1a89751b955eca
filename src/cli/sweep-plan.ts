import type { Command } from "commander";
import { writePlan } from "../experiments/plan";
import { planOf, planOptions, type PlanArguments } from "./sweep-options";

/** `promptcal sweep plan`: resolves the runs of a sweep and writes them down. */
export function addSweepPlan(sweep: Command): void {
  planOptions(sweep.command("plan"))
    .description("write the runs of a sweep to a file, one resolved spec per line")
    .requiredOption("--out <file>", "plan file to write")
    .action(async ({ out, ...given }: PlanArguments & { out: string }) => {
      const specs = await planOf(given);
      writePlan(out, specs);
      process.stdout.write(`${out}: ${specs.length} runs\n`);
    });
}
