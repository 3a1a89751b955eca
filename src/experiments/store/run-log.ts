import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import type { Phase } from "../run/run-progress";

/** What can happen to a run. */
export type RunEventName =
  | "start"
  | "taken-over"
  | "progress"
  | "epoch"
  | "done"
  | "failed"
  | "interrupted"
  | "parked";

/** What an event may say beyond its name. */
export interface RunEventDetails {
  /** Epochs done, counted from 1, and how many there will be. */
  readonly epoch?: number;
  readonly epochs?: number;
  /** What the run is doing, and how far it is. */
  readonly phase?: Phase;
  readonly done?: number;
  readonly total?: number;
  /** Wall time of a run that is done. */
  readonly seconds?: number;
  /** Most memory that its process has taken so far, bytes. */
  readonly peakBytes?: number;
  /** Why it failed. */
  readonly message?: string;
  /** Whose lease was taken over: `host:pid`. */
  readonly from?: string;
}

/** One line of a run's log. */
export interface RunEvent extends RunEventDetails {
  /** ISO 8601, UTC, by the clock of `host`. */
  readonly time: string;
  readonly event: RunEventName;
  /** Run id, 16 hex digits. */
  readonly run: string;
  /** Index in the plan, where the run belongs to one. */
  readonly index?: number;
  readonly host: string;
  readonly pid: number;
}

/** Milliseconds between two lines on epochs: they are for people who watch. */
const EPOCH_PAUSE_MS = 1000;
/** Milliseconds before the first line on the progress of a phase, and between two. */
const PROGRESS_PAUSE_MS = 30_000;

/**
 * Adds to `.logs/<id>.jsonl` of the store. Only who holds a run's lease writes there, so that lines
 * of two machines never meet. A log that cannot be written (disk full) is passed over: it must not end a run.
 * @param index in the plan
 */
export function runLog(
  store: string,
  id: string,
  index?: number,
): (event: RunEventName, details?: RunEventDetails) => void {
  const path = logFile(store, id);
  const place = index === undefined ? {} : { index };
  let lastEpoch = -Infinity;
  let lastProgress = performance.now();
  return (event, details = {}) => {
    if (event === "epoch" && details.epoch !== details.epochs) {
      if (performance.now() - lastEpoch < EPOCH_PAUSE_MS) return;
      lastEpoch = performance.now();
    }
    if (event === "progress") {
      if (performance.now() - lastProgress < PROGRESS_PAUSE_MS) return;
      lastProgress = performance.now();
    }
    const who = { run: id, ...place, host: hostname(), pid: process.pid };
    const line: RunEvent = { time: new Date().toISOString(), event, ...who, ...details };
    appendLine(path, line);
  };
}

/** Adds a line of JSON to a log; where that cannot be, says nothing. */
export function appendLine(path: string, line: object): void {
  try {
    mkdirSync(join(path, ".."), { recursive: true });
    appendFileSync(path, `${JSON.stringify(line)}\n`);
  } catch {
    // Disk full, folder read-only: the work itself will say so where it matters.
  }
}

/** Events of a run, oldest first. A line that a crash or a full disk cut short is passed over. */
export function readRunLog(store: string, id: string): readonly RunEvent[] {
  const path = logFile(store, id);
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as RunEvent];
      } catch {
        return [];
      }
    });
}

/** Folder of a store's logs. */
export function logFolder(store: string): string {
  return join(resolve(store), ".logs");
}

function logFile(store: string, id: string): string {
  return join(logFolder(store), `${id}.jsonl`);
}
