import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
  eventError,
  mismatch,
  printable,
  PromptcalError,
} from "../../../../errors/promptcal-error";

const execute = promisify(execFile);

/** A controller that does not answer makes Slurm's commands wait for minutes. */
const PATIENCE_MS = 20_000;

/**
 * Runs one of Slurm's commands.
 * @returns its standard output
 * @throws PromptcalError with the command's own words
 */
async function slurm(program: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await execute(program, [...args], { timeout: PATIENCE_MS });
    return stdout;
  } catch (error) {
    const { code, stderr, killed } = error as {
      code?: unknown;
      stderr?: string;
      killed?: boolean;
    };
    if (code === "ENOENT") {
      throw eventError(
        `Slurm's command ${program} is not on PATH`,
        "run this on a login node, or compute here with: promptcal sweep run",
      );
    }
    const words = killed === true ? "no answer" : (stderr ?? "").trim().split("\n")[0];
    throw new PromptcalError(`${program} failed: ${printable(words || String(code))}`);
  }
}

/** Submits a job script. @returns the job's number */
export async function sbatch(script: string): Promise<string> {
  return parseJob(await slurm("sbatch", ["--parsable", script]));
}

/** `123` or `123;cluster`, as `sbatch --parsable` prints it. */
export function parseJob(output: string): string {
  const [job] = output.trim().split(";");
  if (job !== undefined && /^\d+$/.test(job)) return job;
  throw mismatch({
    what: "answer of sbatch",
    expected: "a job number",
    got: output.trim(),
  });
}

/** The site's bound on array indices: tasks of an array have numbers below it. */
export async function maxArraySize(): Promise<number> {
  return parseMaxArraySize(await slurm("scontrol", ["show", "config"]));
}

/** Reads MaxArraySize from `scontrol show config`; Slurm's own default where it is not told. */
export function parseMaxArraySize(config: string): number {
  const found = /^MaxArraySize\s*=\s*(\d+)/m.exec(config);
  return found === null ? 1001 : Number(found[1]);
}

/** How many tasks of some jobs are in the queue, by state (`RUNNING`, `PENDING`, ...). */
export type QueueCounts = Readonly<Record<string, number>>;

/** Asks for the tasks of jobs. @returns `unknown` where the scheduler does not answer */
export async function queueOf(jobs: readonly string[]): Promise<QueueCounts | "unknown"> {
  if (jobs.length === 0) return {};
  try {
    const format = ["--noheader", "--array", "--format=%T"];
    return countStates(await slurm("squeue", [`--jobs=${jobs.join(",")}`, ...format]));
  } catch (error) {
    // Slurm forgets ended jobs, and then no longer knows their numbers.
    if (error instanceof PromptcalError && /Invalid job id/i.test(error.message)) return {};
    return "unknown";
  }
}

/** Counts the lines of `squeue --format=%T`. */
export function countStates(output: string): QueueCounts {
  const counts: Record<string, number> = {};
  for (const state of output.split("\n").map((line) => line.trim())) {
    if (state !== "") counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

/** Cancels jobs; those that have ended are passed over. */
export async function scancel(jobs: readonly string[]): Promise<void> {
  if (jobs.length > 0) await slurm("scancel", ["--quiet", ...jobs]);
}
