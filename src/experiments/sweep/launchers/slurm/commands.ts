import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { eventError, printable, PromptcalError } from "../../../../errors/promptcal-error";

const execute = promisify(execFile);

/** A controller that does not answer makes Slurm's commands wait for minutes. */
const TIMEOUT_MS = 20_000;

/**
 * Runs one of Slurm's commands.
 * @returns its standard output
 * @throws PromptcalError with the command's own words
 */
async function slurm(program: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await execute(program, [...args], { timeout: TIMEOUT_MS });
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
    const words = killed === true ? "no answer" : complaint(stderr ?? "");
    throw new PromptcalError(`${program} failed: ${printable(words || String(code))}`);
  }
}

/** The line that tells what is wrong, among a site's greetings. */
function complaint(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.trim());
  const reported = lines.filter((line) => line !== "");
  return reported.find((line) => /\berror\b/i.test(line)) ?? reported.at(-1) ?? "";
}

/**
 * Submits a job script.
 * @param name the job's own, to find it by where the answer does not tell its number
 * @returns the job's number
 * @throws PromptcalError with sbatch's own words, or where the job's number cannot be found out
 */
export async function sbatch(script: string, name: string): Promise<string> {
  const answer = await slurm("sbatch", ["--parsable", script]);
  const job = parseJob(answer) ?? (await newestJob(name));
  if (job !== undefined) return job;
  throw eventError(
    `sbatch took the job ${name} and gave no job number: ${answer.trim()}`,
    `look for it with squeue --name=${name}, and end it with scancel before you submit again`,
  );
}

/**
 * The job's number in an answer of `sbatch --parsable`: the last line that is `123` or `123;cluster`. Sites print
 * greetings and warnings around it, and wrappers of sbatch the sentence that it has for people.
 */
export function parseJob(output: string): string | undefined {
  const lines = output.split("\n").map((line) => line.trim());
  for (const form of [/^(\d+)(?:;\S+)?$/, /^Submitted batch job (\d+)/]) {
    const found = lines
      .map((line) => form.exec(line)?.[1])
      .filter((job) => job !== undefined);
    if (found.length > 0) return found.at(-1);
  }
  return undefined;
}

/** The newest job of a name in the queue; undefined where there is none, or nobody answers. */
async function newestJob(name: string): Promise<string | undefined> {
  try {
    const words = ["--noheader", `--name=${name}`, "--format=%F"];
    const jobs = (await slurm("squeue", words)).split("\n").map((line) => line.trim());
    const numbers = jobs.filter((line) => /^\d+$/.test(line)).map(Number);
    return numbers.length === 0 ? undefined : String(Math.max(...numbers));
  } catch {
    return undefined;
  }
}

/** The site's bound on array indices: tasks of an array have numbers below it; 0 where it has no job arrays. */
export async function maxArraySize(): Promise<number> {
  return parseMaxArraySize(await slurm("scontrol", ["show", "config"]));
}

/** Reads MaxArraySize from `scontrol show config`; Slurm's own default where it is not there. */
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
    if (/^[A-Z_]+$/.test(state)) counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

/** Cancels jobs; those that have ended are passed over. */
export async function scancel(jobs: readonly string[]): Promise<void> {
  if (jobs.length > 0) await slurm("scancel", ["--quiet", ...jobs]);
}
