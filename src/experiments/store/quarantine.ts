import {
  attemptsOf,
  failuresOf,
  forgetAttempts,
  lastLogLines,
  MAX_FAILURES,
} from "./attempts";
import { describeSpec, runId, type RunSpec } from "../spec/spec";
import { readRun } from "./store";

/** A run that failed too often. */
export interface ParkedRun {
  readonly id: string;
  /** The run in words. */
  readonly run: string;
  /** Index in the plan. */
  readonly index: number;
  readonly failures: number;
  readonly lastLogLines: string;
}

/** The runs of a plan that are parked: not done, and failed at least `MAX_FAILURES` times. */
export function parkedRuns(specs: readonly RunSpec[], store: string): readonly ParkedRun[] {
  return specs.flatMap((spec, index) => {
    const id = runId(spec);
    const failures = failuresOf(attemptsOf(store, id));
    if (failures.length < MAX_FAILURES || isDone(id, store)) return [];
    const words = lastLogLines(failures.at(-1)!);
    const run = describeSpec(spec);
    return [{ id, run, index, failures: failures.length, lastLogLines: words }];
  });
}

/** Whether a run that is not done has failed too often. */
export function isParked(store: string, id: string): boolean {
  return failuresOf(attemptsOf(store, id)).length >= MAX_FAILURES;
}

/** Forgets the failures of parked runs, so that they are tried again. */
export function unparkRuns(specs: readonly RunSpec[], store: string): void {
  for (const { id } of parkedRuns(specs, store)) forgetAttempts(store, id);
}

/** Indices of the runs that are neither done nor parked. */
export function waitingIndices(
  specs: readonly RunSpec[],
  store: string,
): readonly number[] {
  const parked = new Set(parkedRuns(specs, store).map(({ index }) => index));
  return [...specs.keys()].filter(
    (index) => !parked.has(index) && !isDone(runId(specs[index]!), store),
  );
}

function isDone(id: string, store: string): boolean {
  return readRun(store, id).state === "done";
}
