import { existsSync, mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { readBytes } from "../../../../files/read-file";
import { writeFileAtomic } from "../../../../files/atomic-file";
import { mismatch, PromptcalError } from "../../../../errors/promptcal-error";
import { projectRoot } from "../../../../files/project-root";
import { arrayExpression, pieces } from "./array-ranges";
import { maxArraySize, sbatch } from "./commands";
import { fillTemplate, shellWord, type JobValues } from "./job-script";
import {
  recordSubmission,
  slurmFolder,
  submissionsOf,
  type Submission,
  type SubmittedArray,
} from "./submissions";

/** What the scheduler is asked for; what is left out is the site's default. */
export interface SlurmOptions {
  /** Most tasks at a time. */
  readonly limit?: number;
  /** Runs that a task does one after the other, in one process; 1 by default. */
  readonly runsPerTask?: number;
  readonly partition?: string;
  readonly account?: string;
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
  /** Job script template; the project's own by default. */
  readonly template?: string;
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
 * @throws PromptcalError where the scheduler refuses one; what was sent before is recorded all the same, so that
 *   status, cancel and resume know of it
 */
export async function submit(
  request: SlurmRequest,
  options: SlurmOptions,
): Promise<Required<Submission>> {
  const folder = slurmFolder(request.plan);
  const logs = join(folder, "logs");
  mkdirSync(logs, { recursive: true });
  const common: JobValues = {
    NAME: basename(request.plan).replace(/\.jsonl$/, ""),
    LOGS: logs,
    FOLDER: process.cwd(),
    PLAN: resolve(request.plan),
    STORE: resolve(request.store),
    COMMAND: commandWords(options.container),
    PARTITION: options.partition,
    ACCOUNT: options.account,
  };
  const array = readTemplate(options.template ?? join(TEMPLATES, "job.sh"));
  const round = submissionsOf(request.plan).length;
  const arrays: SubmittedArray[] = [];
  const submitted = new Date().toISOString();
  const tasks = pieces(request.indices, options.runsPerTask ?? 1);
  const parts = pieces(tasks, await maxArraySize());
  const send = async (script: string): Promise<string> => {
    try {
      return await sbatch(script);
    } catch (error) {
      if (arrays.length === 0) throw error;
      recordSubmission(request.plan, { submitted, arrays });
      throw sentInPart(error as Error, arrays, parts);
    }
  };
  for (const [number, piece] of parts.entries()) {
    const name = join(folder, `array-${round}-${number}`);
    writeFileAtomic(`${name}.indices`, piece.map((task) => `${task.join(",")}\n`).join(""));
    const script = fillTemplate(
      array.text,
      {
        ...common,
        ARRAY: arrayExpression(piece.length, options.limit),
        INDICES: `${name}.indices`,
        GPUS: options.gpus,
        CPUS: options.cpus?.toString(),
        MEMORY: options.memory,
        TIME: options.time,
        OPTIONS: options.skipBadImages === true ? "--skip-bad-images" : undefined,
      },
      array.path,
    );
    writeFileAtomic(`${name}.sh`, script);
    const job = await send(`${name}.sh`);
    arrays.push({ job, tasks: piece.length, runs: piece.flat().length });
  }
  const collecting = await send(collectingScript(request, common, folder, arrays));
  const submission = { submitted, arrays, collecting };
  recordSubmission(request.plan, submission);
  return submission;
}

/** What was sent before the scheduler refused, what was not, and how to go on. */
function sentInPart(
  { message }: Error,
  arrays: readonly SubmittedArray[],
  parts: readonly (readonly (readonly number[])[])[],
): PromptcalError {
  const sent = arrays.map(({ job, runs }) => `${job} (${runs} runs)`).join(", ");
  const left = parts.slice(arrays.length).flat(2);
  const unsent =
    left.length === 0 ? "the job that collects the table" : `${left.length} runs`;
  return new PromptcalError(
    `${message}; sent before and recorded: job array ${sent}; not sent: ${unsent}. ` +
      "Once they have left the queue, or after promptcal sweep cancel: promptcal sweep resume",
  );
}

/** Writes the script of the job that collects. @returns its path */
function collectingScript(
  { table }: SlurmRequest,
  common: JobValues,
  folder: string,
  arrays: readonly SubmittedArray[],
): string {
  const { text, path } = readTemplate(join(TEMPLATES, "collect.sh"));
  const JOBS = arrays.map(({ job }) => job).join(":");
  const script = fillTemplate(text, { ...common, JOBS, TABLE: resolve(table) }, path);
  const place = join(folder, "collect.sh");
  writeFileAtomic(place, script);
  return place;
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
