import { existsSync, mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { readBytes } from "../../../../files/read-file";
import { withWriteError } from "../../../../files/write-error";
import { writeFileAtomic } from "../../../../files/atomic-file";
import {
  eventError,
  mismatch,
  type PromptcalError,
} from "../../../../errors/promptcal-error";
import { projectRoot } from "../../../../files/project-root";
import { arrayExpression, pieces } from "./array-ranges";
import { maxArraySize, sbatch } from "./commands";
import {
  fillTemplate,
  jobName,
  shellWord,
  withSiteLines,
  type JobValues,
} from "./job-script";
import {
  recordSubmission,
  slurmFolder,
  submissionsOf,
  type Submission,
  type SubmittedArray,
} from "./submissions";

/** Resources to request; those left out take the site's default. */
export interface SlurmOptions {
  /** Most tasks at a time. */
  readonly limit?: number;
  /** Runs that a task does one after the other, in one process; 1 by default. */
  readonly runsPerTask?: number;
  readonly partition?: string;
  readonly account?: string;
  /** Quality of service. */
  readonly qos?: string;
  readonly gpus?: string;
  readonly cpus?: number;
  /** As Slurm writes it, `4G`. */
  readonly memory?: string;
  /** As Slurm writes it, `02:00:00`. */
  readonly time?: string;
  /** Words in front of every command, for instance `apptainer exec image.sif`. */
  readonly container?: string;
  /** Leave undecodable images out and list them in the results; by default the first one is an error. */
  readonly skipBadImages?: boolean;
  /** Job script template; the project's own by default. What it asks of every job, the collecting one has too. */
  readonly template?: string;
  /** Template of the job that collects; the project's own by default. */
  readonly collectTemplate?: string;
}

/** Which runs of which plan, kept where. */
export interface SlurmRequest {
  readonly plan: string;
  /** Indices into the plan. */
  readonly indices: readonly number[];
  readonly store: string;
  /** CSV that a job writes after the arrays. */
  readonly table: string;
}

const TEMPLATES = join(projectRoot, "environment", "slurm");

/**
 * Submits runs as job arrays, each within the site's MaxArraySize, and a job that collects the
 * table when they have ended. Scripts, index lists and logs stay in the plan's `.slurm` folder.
 * Each array is recorded as soon as it is sent, so that status, cancel and resume know of it whatever fails later.
 * @throws PromptcalError where the scheduler refuses one, or has no job arrays and the runs need more than one task
 */
export async function submit(
  request: SlurmRequest,
  options: SlurmOptions,
): Promise<Required<Submission>> {
  const folder = slurmFolder(request.plan);
  const logs = join(folder, "logs");
  withWriteError(logs, () => mkdirSync(logs, { recursive: true }));
  const name = jobName(basename(request.plan).replace(/\.jsonl$/, ""));
  const common: JobValues = {
    NAME: name,
    LOGS: logs,
    FOLDER: process.cwd(),
    PLAN: resolve(request.plan),
    STORE: resolve(request.store),
    COMMAND: commandWords(options.container),
    PARTITION: options.partition,
    ACCOUNT: options.account,
    QOS: options.qos,
    TIME: options.time,
  };
  const array = readTemplate(options.template ?? join(TEMPLATES, "job.sh"));
  const round = submissionsOf(request.plan).length;
  const arrays: SubmittedArray[] = [];
  const submitted = new Date().toISOString();
  const tasks = pieces(request.indices, options.runsPerTask ?? 1);
  const largest = await maxArraySize();
  if (largest === 0 && tasks.length > 1) throw noArrays(request, tasks.length);
  const parts = pieces(tasks, Math.max(1, largest));
  // Where nothing can be noted, nothing is sent.
  recordSubmission(request.plan, { submitted, arrays: [] });
  const send = async (script: string, job: string): Promise<string> => {
    try {
      return await sbatch(script, job);
    } catch (error) {
      if (arrays.length === 0) throw error;
      throw sentInPart(error as Error, request, arrays, parts);
    }
  };
  for (const [number, piece] of parts.entries()) {
    const files = join(folder, `array-${round}-${number}`);
    writeFileAtomic(
      `${files}.indices`,
      piece.map((task) => `${task.join(",")}\n`).join(""),
    );
    const script = fillTemplate(
      array.text,
      {
        ...common,
        ARRAY: largest === 0 ? undefined : arrayExpression(piece.length, options.limit),
        LOG: largest === 0 ? "%j_0" : "%A_%a",
        INDICES: `${files}.indices`,
        GPUS: options.gpus,
        CPUS: options.cpus?.toString(),
        MEMORY: options.memory,
        OPTIONS: options.skipBadImages === true ? "--skip-bad-images" : undefined,
      },
      array.path,
    );
    writeFileAtomic(`${files}.sh`, script);
    const job = await send(`${files}.sh`, name);
    const sent = { job, tasks: piece.length, runs: piece.flat().length };
    record(request.plan, { submitted, arrays: [sent] }, job);
    arrays.push(sent);
  }
  const site = options.template === undefined ? undefined : array.text;
  const script = collectingScript(request, options, common, site, arrays);
  const collecting = await send(script, `${name}-collect`);
  record(request.plan, { submitted, arrays: [], collecting }, collecting);
  return { submitted, arrays, collecting };
}

/** Notes a job that was sent, or says its number where that fails. */
function record(plan: string, submission: Submission, job: string): void {
  try {
    recordSubmission(plan, submission);
  } catch (error) {
    throw eventError(
      `job ${job} was sent, but not recorded: ${(error as Error).message}`,
      `end it with: scancel ${job}`,
    );
  }
}

/** A site whose Slurm knows no job arrays takes all runs as one task. */
function noArrays({ plan, indices }: SlurmRequest, tasks: number): PromptcalError {
  return eventError(
    `this Slurm has no job arrays (MaxArraySize is 0), and the plan needs ${tasks} tasks`,
    `send one job with --runs-per-task ${indices.length}, or compute on this machine: promptcal sweep run ${shellWord(plan)}`,
  );
}

/** What was sent before the scheduler refused, what was not, and how to go on. */
function sentInPart(
  { message }: Error,
  { plan, store, table }: SlurmRequest,
  arrays: readonly SubmittedArray[],
  parts: readonly (readonly (readonly number[])[])[],
): PromptcalError {
  const sent = arrays.map(({ job, runs }) => `${job} (${runs} runs)`).join(", ");
  const left = parts.slice(arrays.length).flat(2);
  const unsent =
    left.length === 0 ? "the job that collects the table" : `${left.length} runs`;
  const later = "once they have left the queue";
  const [own, runs, csv] = [plan, store, table].map(shellWord);
  const collect = `promptcal sweep collect ${own} --store ${runs} --out ${csv}`;
  return eventError(
    `${message}; sent before and recorded: job array ${sent}; not sent: ${unsent}`,
    left.length === 0
      ? `${later}, write the table with: ${collect}`
      : `${later}, or after promptcal sweep cancel: promptcal sweep resume ${own}`,
  );
}

/** Writes the script of the job that collects. @returns its path */
function collectingScript(
  { plan, table }: SlurmRequest,
  { collectTemplate }: SlurmOptions,
  common: JobValues,
  site: string | undefined,
  arrays: readonly SubmittedArray[],
): string {
  const template = readTemplate(collectTemplate ?? join(TEMPLATES, "collect.sh"));
  const { text } = template;
  const whole = site === undefined ? text : withSiteLines(text, site);
  const JOBS = arrays.map(({ job }) => job).join(":");
  const script = fillTemplate(
    whole,
    { ...common, JOBS, TABLE: resolve(table) },
    template.path,
  );
  const path = join(slurmFolder(plan), "collect.sh");
  writeFileAtomic(path, script);
  return path;
}

/** This program as a compute node calls it. */
function commandWords(container: string | undefined): string {
  const words = [process.execPath, join(projectRoot, "bin", "promptcal.cjs")];
  const own = words.map(shellWord).join(" ");
  return container === undefined ? own : `${container} ${own}`;
}

function readTemplate(path: string): { text: string; path: string } {
  if (!existsSync(path)) {
    throw mismatch({
      what: "job template",
      expected: "a file",
      got: "none",
      where: path,
      fix: "copy environment/slurm/job.sh and edit it",
    });
  }
  return { text: readBytes(path).toString("utf8"), path };
}
