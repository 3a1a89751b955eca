import type { Command } from "commander";
import { queueOf, scancel } from "../../experiments/sweep/launchers/slurm/commands";
import { submittedJobs } from "../../experiments/sweep/launchers/slurm/submissions";

/** `promptcal sweep cancel`: cancels a plan's queued and running tasks. Finished runs stay. */
export function addSweepCancel(command: Command): void {
  command.argument("<plan>", "plan file").action(async (plan: string) => {
    const jobs = submittedJobs(plan);
    const queue = await queueOf(jobs);
    if (queue !== "unknown" && Object.keys(queue).length === 0) {
      process.stdout.write("nothing to cancel\n");
      return;
    }
    await scancel(jobs);
    process.stdout.write(`cancelled ${jobs.length} jobs of ${plan}\n`);
  });
}
