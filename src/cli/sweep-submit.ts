import type { Command } from "commander";
import { queueOf } from "../experiments/sweep/launchers/slurm/commands";
import { submit, type SlurmOptions } from "../experiments/sweep/launchers/slurm/submit";
import { submittedJobs } from "../experiments/sweep/launchers/slurm/submissions";
import {
  parkedRuns,
  unparkRuns,
  waitingIndices,
  type ParkedRun,
} from "../experiments/store/quarantine";
import { readPlan } from "../experiments/sweep/plan";
import { eventError } from "../errors/promptcal-error";
import { wholeNumber } from "./arguments";
import { badImagesOption, storeOption } from "./sweep-options";

interface SubmitArguments extends SlurmOptions {
  readonly store: string;
  readonly out?: string;
  readonly retryParked: boolean;
}

/** `promptcal sweep submit --slurm`: a plan's missing runs as job arrays. */
export function addSweepSubmit(command: Command): void {
  slurmOptions(command)
    .requiredOption("--slurm", "the scheduler; Slurm is the one there is")
    .action(submitMissing);
}

/** `promptcal sweep resume`: new arrays of what is still missing. */
export function addSweepResume(command: Command): void {
  slurmOptions(command).action(submitMissing);
}

function slurmOptions(command: Command): Command {
  return badImagesOption(storeOption(command))
    .argument("<plan>", "plan file")
    .option("--limit <n>", "most tasks at a time", wholeNumber(1))
    .option(
      "--runs-per-task <n>",
      "runs that a task does one after the other; for short ones, which else wait for the scheduler; 1 by default",
      wholeNumber(1),
    )
    .option("--partition <name>", "partition of the cluster")
    .option("--account <name>", "account to charge")
    .option("--qos <name>", "quality of service")
    .option("--gpus <n>", "GPUs of each task, as Slurm writes them")
    .option("--cpus <n>", "cores of each task", wholeNumber(1))
    .option("--memory <size>", "memory of each task, as 4G")
    .option("--time <limit>", "time limit of each task, as 02:00:00")
    .option("--container <words>", "words before the command, as `apptainer exec x.sif`")
    .option(
      "--template <file>",
      "your site's copy of environment/slurm/job.sh; the collecting job takes over what it asks of every job",
    )
    .option("--collect-template <file>", "your site's copy of environment/slurm/collect.sh")
    .option("--out <file>", "table that is collected at the end; PLAN.csv by default")
    .option("--retry-parked", "also those that failed too often", false);
}

async function submitMissing(plan: string, given: SubmitArguments): Promise<void> {
  const { store, out = `${plan}.csv`, retryParked, ...options } = given;
  const specs = readPlan(plan);
  if (retryParked) unparkRuns(specs, store);
  const parked = parkedRuns(specs, store);
  describeParked(parked);
  const indices = waitingIndices(specs, store);
  if (indices.length === 0) {
    process.stdout.write(`nothing to submit: ${specs.length - parked.length} runs done\n`);
    return;
  }
  await refuseWhileQueued(plan);
  const { arrays, collecting } = await submit(
    { plan, indices, store, table: out },
    options,
  );
  for (const { job, tasks, runs } of arrays) {
    const together = tasks === runs ? "" : ` in ${tasks} tasks`;
    process.stdout.write(`job array ${job}: ${runs} runs${together}\n`);
  }
  process.stdout.write(`job ${collecting} collects ${out} after them\n`);
}

/** A second array beside the first would only wait for it. */
async function refuseWhileQueued(plan: string): Promise<void> {
  const queue = await queueOf(submittedJobs(plan));
  if (queue === "unknown") return;
  const tasks = Object.values(queue).reduce((sum, count) => sum + count, 0);
  if (tasks === 0) return;
  throw eventError(
    `${tasks} ${tasks === 1 ? "task" : "tasks"} of plan ${plan} are in the queue already`,
    `wait for them, or end them with: promptcal sweep cancel ${plan}`,
  );
}

/** Says which runs no launcher tries again, and why. */
export function describeParked(parked: readonly ParkedRun[]): void {
  for (const { run, index, failures, lastWords } of parked) {
    process.stderr.write(
      `parked: index ${index}, ${run}, failed ${failures} times: ${lastWords}\n`,
    );
  }
}
