import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as v from "valibot";
import { checked } from "../../../../files/json/checked";
import { withWriteError } from "../../../../files/write-error";
import { parseJson } from "../../../../files/json/parse-json";
import {
  fields,
  finiteNumber,
  list,
  TEXT,
  type Infer,
} from "../../../../files/json/schema";

/** One job array. */
const ARRAY = fields({
  job: TEXT,
  tasks: finiteNumber(),
  /** Of all tasks together. */
  runs: finiteNumber(),
});
export type SubmittedArray = Infer<typeof ARRAY>;

/** What was submitted for a plan at one time: arrays, and the job that collects. */
const SUBMISSION = fields({
  arrays: list(ARRAY),
  /** Job that collects the table after the arrays; missing where the submission failed before it. */
  collecting: v.optional(TEXT),
  submitted: TEXT,
});
export type Submission = Infer<typeof SUBMISSION>;

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
  return checked(SUBMISSION, parseJson(line, what, where, "remove the line"), what, where);
}
