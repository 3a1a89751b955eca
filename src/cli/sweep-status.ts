import type { Command } from "commander";
import { planStatus } from "../experiments/collect";
import { readPlan } from "../experiments/plan";
import { storeOption } from "./sweep-options";

/** `promptcal sweep status`: where a plan stands, by the files of its runs alone. */
export function addSweepStatus(sweep: Command): void {
  storeOption(sweep.command("status"))
    .description("how many runs of a plan are done")
    .argument("<plan>", "plan file")
    .option("--json", "as JSON", false)
    .action((plan: string, { store, json }: { store: string; json: boolean }) => {
      const status = planStatus(readPlan(plan), store);
      if (json) {
        process.stdout.write(`${JSON.stringify(status)}\n`);
        return;
      }
      const { total, done, unfinished, missing, damaged } = status;
      process.stdout.write(
        `${total} runs: ${done} done, ${missing} not started, ${unfinished} unfinished, ` +
          `${damaged.length} damaged\n`,
      );
      for (const { id, problem } of damaged) {
        process.stdout.write(`damaged ${id}: ${problem}\n`);
      }
    });
}
