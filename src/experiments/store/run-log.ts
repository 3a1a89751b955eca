import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import * as v from "valibot";
import { parseIntact } from "../../files/json/parse-intact";
import {
  fields,
  finiteNumber,
  TEXT,
  wholeNumber,
  word,
  type Infer,
} from "../../files/json/schema";
import { PHASES } from "../run/run-progress";

/** What can happen to a run. */
const RUN_EVENTS = [
  "start",
  "taken-over",
  "progress",
  "epoch",
  "done",
  "failed",
  "interrupted",
  "parked",
  "imported",
] as const;
export type RunEventName = (typeof RUN_EVENTS)[number];

/** What an event may say beyond its name. */
const DETAILS = {
  /** Epochs done, counted from 1, and how many there will be. */
  epoch: v.optional(wholeNumber()),
  epochs: v.optional(wholeNumber()),
  /** What the run is doing, and how far it is. */
  phase: v.optional(word(PHASES, "phase")),
  done: v.optional(finiteNumber()),
  total: v.optional(finiteNumber()),
  /** Wall time of a run that is done. */
  seconds: v.optional(finiteNumber()),
  /** Most memory that its process has taken so far, bytes. */
  peakBytes: v.optional(finiteNumber()),
  /** Why it failed. */
  message: v.optional(TEXT),
  /** Whose lease was taken over: `host:pid`. */
  from: v.optional(TEXT),
};
const RUN_EVENT = fields({
  /** ISO 8601, UTC, by the clock of `host`. */
  time: TEXT,
  event: word(RUN_EVENTS, "event"),
  /** Run id, 16 hex digits. */
  run: TEXT,
  /** Index in the plan, where the run belongs to one. */
  index: v.optional(wholeNumber()),
  host: TEXT,
  pid: wholeNumber(),
  ...DETAILS,
});

/** One line of a run's log. */
export type RunEvent = Infer<typeof RUN_EVENT>;
/** What an event may say beyond its name. */
export type RunEventDetails = Pick<RunEvent, keyof typeof DETAILS>;

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
  const inPlan = index === undefined ? {} : { index };
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
    const who = { run: id, ...inPlan, host: hostname(), pid: process.pid };
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
    .flatMap((line) => parseIntact(RUN_EVENT, line) ?? []);
}

/**
 * Most memory that the process of a run has taken, bytes; undefined where no log says it. A process computes several
 * runs, so this is a bound.
 */
export function peakBytesOf(store: string, id: string): number | undefined {
  const peaks = readRunLog(store, id).flatMap(({ peakBytes }) => peakBytes ?? []);
  return peaks.length > 0 ? Math.max(...peaks) : undefined;
}

/** Folder of a store's logs. */
export function logFolder(store: string): string {
  return join(resolve(store), ".logs");
}

function logFile(store: string, id: string): string {
  return join(logFolder(store), `${id}.jsonl`);
}
