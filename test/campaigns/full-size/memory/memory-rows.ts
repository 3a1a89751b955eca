import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "../../../../src/files/json/parse-json";
import { baseClasses, type LargestOfMethod } from "../rehearsal/rehearsed-forecast";
import type { StepFindings } from "./step-worker";

/** The data set with the most classes. */
export const LARGEST = "imagenet";

/** What a method took on the data set with the most classes. */
export interface MemoryRow extends Partial<StepFindings> {
  readonly method: string;
  readonly peakBytes: number;
  /** Why it did not end, in words; undefined where it did. */
  readonly failed?: string;
}

/** Where the rows of an architecture lie in a rehearsal's folder. */
export function memoryFolder(folder: string, architecture: string): string {
  return join(folder, architecture, "memory");
}

/** The rows that were measured so far. */
export function memoryRows(folder: string): readonly MemoryRow[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map(
    (name) => readJson(join(folder, name), "measured method") as MemoryRow,
  );
}

/** What methods took with the most classes, of those that ended. */
export function largestOf(rows: readonly MemoryRow[]): readonly LargestOfMethod[] {
  return rows
    .filter(({ failed }) => failed === undefined)
    .map(({ method, peakBytes, tuning }) => ({
      ...{ method, peakBytes, classes: baseClasses(LARGEST) },
      ...(tuning === undefined ? {} : { tuning }),
    }));
}
