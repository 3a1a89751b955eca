import type { Command } from "commander";
import { queueOf, scancel } from "../../experiments/sweep/launchers/slurm/commands";
import { submittedJobs } from "../../experiments/sweep/launchers/slurm/submissions";
import { jsonOption, writeJson } from "../terminal/json-output";

/** `promptcal sweep cancel`: cancels a plan's queued and running tasks. Finished runs stay. */
export function addSweepCancel(command: Command): void {
  jsonOption(command)
    .argument("<plan>", "plan file")
    .action(async (plan: string, { json }: { json: boolean }) => {
      const jobs = submittedJobs(plan);
      const queue = await queueOf(jobs);
      const isEmpty = queue !== "unknown" && Object.keys(queue).length === 0;
      if (!isEmpty) await scancel(jobs);
      if (json) return writeJson({ plan, cancelled: isEmpty ? [] : jobs });
      process.stdout.write(
        isEmpty ? "nothing to cancel\n" : `cancelled ${jobs.length} jobs of ${plan}\n`,
      );
    });
}
