import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { asList, asNumber, asRecord, asText } from "../../../../files/json-fields";
import { withWriteError } from "../../../../files/write-error";
import { parseJson } from "../../../../files/parse-json";

/** One job array. */
export interface SubmittedArray {
  readonly job: string;
  readonly tasks: number;
  /** Of all tasks together. */
  readonly runs: number;
}

/** What was submitted for a plan at one time: arrays, and the job that collects. */
export interface Submission {
  readonly arrays: readonly SubmittedArray[];
  /** Job that collects the table after the arrays; missing where the submission failed before it. */
  readonly collecting?: string;
  readonly submitted: string;
}

/** Folder beside a plan that keeps scripts, index lists, logs and the record of submissions. */
export function slurmFolder(plan: string): string {
  return `${resolve(plan)}.slurm`;
}

/** Notes what was sent of a submission; several notes of one time are one submission. */
export function recordSubmission(plan: string, submission: Submission): void {
  const path = recordFile(plan);
  withWriteError(path, () => {
    mkdirSync(slurmFolder(plan), { recursive: true });
    appendFileSync(path, `${JSON.stringify(submission)}\n`);
  });
}

/** Submissions of a plan, oldest first; none where it was never submitted. */
export function submissionsOf(plan: string): readonly Submission[] {
  const path = recordFile(plan);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  const found = new Map<string, Submission>();
  for (const [index, line] of lines.entries()) {
    if (line === "") continue;
    const note = parsed(line, `${path} line ${index + 1}`);
    const before = found.get(note.submitted);
    const arrays = [...(before?.arrays ?? []), ...note.arrays];
    found.set(note.submitted, { ...before, ...note, arrays });
  }
  return [...found.values()];
}

/** Numbers of all jobs of a plan's submissions. */
export function submittedJobs(plan: string): readonly string[] {
  return submissionsOf(plan).flatMap(({ arrays, collecting }) => [
    ...arrays.map(({ job }) => job),
    ...(collecting === undefined ? [] : [collecting]),
  ]);
}

function recordFile(plan: string): string {
  return join(slurmFolder(plan), "submissions.jsonl");
}

function parsed(line: string, where: string): Submission {
  const what = "record of submissions";
  const json = parseJson(line, what, where, "remove the line");
  const { arrays, collecting, submitted } = asRecord(json, what, where);
  return {
    arrays: asList(arrays, "arrays", where).map((array, i) => {
      // Records of before tasks had several runs lack their number.
      const { job, tasks, runs = tasks } = asRecord(array, `arrays[${i}]`, where);
      return {
        job: asText(job, `arrays[${i}].job`, where),
        tasks: asNumber(tasks, `arrays[${i}].tasks`, where),
        runs: asNumber(runs, `arrays[${i}].runs`, where),
      };
    }),
    ...(collecting === undefined
      ? {}
      : { collecting: asText(collecting, "collecting", where) }),
    submitted: asText(submitted, "submitted", where),
  };
}
