import type { Command } from "commander";
import { planStatus } from "../../experiments/sweep/collect";
import {
  queueOf,
  type QueueCounts,
} from "../../experiments/sweep/launchers/slurm/commands";
import { submittedJobs } from "../../experiments/sweep/launchers/slurm/submissions";
import { readPlan } from "../../experiments/sweep/plan";
import { jsonOption, writeJson } from "../terminal/json-output";
import { storeOption } from "./sweep-options";
import { describeParked } from "./sweep-submit";

/**
 * `promptcal sweep status`: where a plan stands, by the files of its runs alone; what a scheduler's
 * queue says comes beside it, as a hint.
 */
export function addSweepStatus(command: Command): void {
  jsonOption(storeOption(command))
    .argument("<plan>", "plan file")
    .action(async (plan: string, { store, json }: { store: string; json: boolean }) => {
      const status = planStatus(readPlan(plan), store);
      const jobs = submittedJobs(plan);
      const queue = jobs.length === 0 ? undefined : await queueOf(jobs);
      if (json) return writeJson({ ...status, queue });
      const { total, done, unfinished, missing, damaged } = status;
      process.stdout.write(
        `${total} runs: ${done} done, ${missing} not started, ${unfinished} unfinished, ` +
          `${damaged.length} damaged\n`,
      );
      for (const { id, problem } of damaged) {
        process.stdout.write(`damaged ${id}: ${problem}\n`);
      }
      describeParked(status.parked);
      if (queue !== undefined) process.stdout.write(`queue: ${describeQueue(queue)}\n`);
    });
}

function describeQueue(queue: QueueCounts | "unknown"): string {
  if (queue === "unknown") return "unknown, the scheduler does not answer";
  const states = Object.entries(queue).map(([state, count]) => `${count} ${state}`);
  return states.length === 0 ? "empty" : states.join(", ");
}
