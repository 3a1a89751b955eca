import type { Command } from "commander";
import { queueOf } from "../../experiments/sweep/launchers/slurm/commands";
import { submit, type SlurmOptions } from "../../experiments/sweep/launchers/slurm/submit";
import { submittedJobs } from "../../experiments/sweep/launchers/slurm/submissions";
import {
  parkedRuns,
  unparkRuns,
  waitingIndices,
  type ParkedRun,
} from "../../experiments/store/quarantine";
import { readPlan } from "../../experiments/sweep/plan";
import { eventError } from "../../errors/promptcal-error";
import { wholeNumber } from "../arguments";
import { jsonOption, writeJson } from "../terminal/json-output";
import { badImagesOption, storeOption } from "./sweep-options";

interface SubmitArguments extends SlurmOptions {
  readonly store: string;
  readonly out?: string;
  readonly retryParked: boolean;
  readonly json: boolean;
}

/** `promptcal sweep submit --slurm`: a plan's missing runs as job arrays. */
export function addSweepSubmit(command: Command): void {
  slurmOptions(command)
    .requiredOption("--slurm", "submit through Slurm, the only scheduler supported")
    .action(submitMissing);
}

/** `promptcal sweep resume`: new arrays of what is still missing. */
export function addSweepResume(command: Command): void {
  slurmOptions(command)
    .option("--slurm", "submit through Slurm, the only scheduler supported")
    .action(submitMissing);
}

function slurmOptions(command: Command): Command {
  return jsonOption(badImagesOption(storeOption(command)))
    .argument("<plan>", "plan file")
    .option("--limit <n>", "maximum number of tasks that run at once", wholeNumber(1))
    .option(
      "--runs-per-task <n>",
      "runs that one task computes in turn, to save queueing time for short runs; 1 by default",
      wholeNumber(1),
    )
    .option("--partition <name>", "partition to submit to")
    .option("--account <name>", "account to charge")
    .option("--qos <name>", "quality of service")
    .option("--gpus <n>", "GPUs per task, in Slurm's notation")
    .option("--cpus <n>", "cores per task", wholeNumber(1))
    .option("--memory <size>", "memory per task, such as 4G")
    .option("--time <limit>", "time limit per task, such as 02:00:00")
    .option("--container <words>", "prefix of the command, such as `apptainer exec x.sif`")
    .option(
      "--template <file>",
      "your site's copy of environment/slurm/job.sh; its plain #SBATCH lines and set-up also apply to the collecting job",
    )
    .option("--collect-template <file>", "your site's copy of environment/slurm/collect.sh")
    .option("--out <file>", "CSV file with the collected results; PLAN.csv by default")
    .option("--retry-parked", "also retry runs that failed three times", false);
}

async function submitMissing(plan: string, given: SubmitArguments): Promise<void> {
  const { store, out = `${plan}.csv`, retryParked, json, ...options } = given;
  const specs = readPlan(plan);
  if (retryParked) unparkRuns(specs, store);
  const parked = parkedRuns(specs, store);
  describeParked(parked);
  const indices = waitingIndices(specs, store);
  if (indices.length === 0) {
    if (json) return writeJson({ plan, arrays: [], parked });
    process.stdout.write(`nothing to submit: ${specs.length - parked.length} runs done\n`);
    return;
  }
  await refuseWhileQueued(plan);
  const { arrays, collecting } = await submit(
    { plan, indices, store, table: out },
    options,
  );
  if (json) return writeJson({ plan, arrays, collecting, table: out, parked });
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

/** Prints the runs that no launcher retries, with the reason. */
export function describeParked(parked: readonly ParkedRun[]): void {
  for (const { run, index, failures, lastLogLines } of parked) {
    process.stderr.write(
      `parked: index ${index}, ${run}, failed ${failures} times: ${lastLogLines}\n`,
    );
  }
}
