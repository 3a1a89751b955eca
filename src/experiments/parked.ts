import {
  attemptsOf,
  failuresOf,
  forgetAttempts,
  lastWords,
  MOST_FAILURES,
} from "./attempts";
import { runId, type RunSpec } from "./spec";
import { readRun } from "./store";

/** A run that failed too often. */
export interface ParkedRun {
  readonly spec: RunSpec;
  /** Index in the plan. */
  readonly index: number;
  readonly failures: number;
  readonly lastWords: string;
}

/** The runs of a plan that are parked: not done, and failed at least `MOST_FAILURES` times. */
export function parkedRuns(specs: readonly RunSpec[], store: string): readonly ParkedRun[] {
  return specs.flatMap((spec, index) => {
    const failures = failuresOf(attemptsOf(store, runId(spec)));
    if (failures.length < MOST_FAILURES || isDone(spec, store)) return [];
    return [
      { spec, index, failures: failures.length, lastWords: lastWords(failures.at(-1)!) },
    ];
  });
}

/** Forgets the failures of parked runs, so that they are tried again. */
export function unparkRuns(specs: readonly RunSpec[], store: string): void {
  for (const { spec } of parkedRuns(specs, store)) forgetAttempts(store, runId(spec));
}

/** Indices of the runs that are neither done nor parked. */
export function waitingIndices(
  specs: readonly RunSpec[],
  store: string,
): readonly number[] {
  const parked = new Set(parkedRuns(specs, store).map(({ index }) => index));
  return [...specs.keys()].filter(
    (index) => !parked.has(index) && !isDone(specs[index]!, store),
  );
}

function isDone(spec: RunSpec, store: string): boolean {
  return readRun(store, runId(spec)).state === "done";
}
