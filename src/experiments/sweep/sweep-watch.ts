import { statSync } from "node:fs";
import { join } from "node:path";
import { attemptsOf, failuresOf, lastLogLines, MAX_FAILURES } from "../store/attempts";
import { leaseOwners } from "../store/lease";
import { readRunLog, type RunEvent } from "../store/run-log";
import { describeSpec, runId, type RunSpec } from "../spec/spec";
import { readRun, type RunResult } from "../store/store";
import { RESULT_FILE, runFolder } from "../store/store-paths";
import { TimeEstimate } from "./sweep-state";

/** A run that some process computes now. */
export interface RunningRun {
  readonly index: number;
  /** The run in words. */
  readonly run: string;
  readonly host: string;
  readonly pid: number;
  /** Epochs done and in all; undefined before the first and for methods that train nothing. */
  readonly epoch?: number;
  readonly epochs?: number;
  /** What it is doing, where that lasts longer than half a minute: `encoding images 3,200 of 25,000`. */
  readonly phase?: string;
}

/** A run that failed, and that nobody computes now. */
export interface FailedNow {
  readonly index: number;
  readonly run: string;
  /** No launcher tries it again unasked. */
  readonly parked: boolean;
  readonly lastLogLines: string;
}

/** Where a plan stands. Each run is counted once: done, running, failed (parked or not), or missing. */
export interface SweepView {
  readonly total: number;
  readonly done: number;
  readonly running: readonly RunningRun[];
  readonly failed: readonly FailedNow[];
  readonly missing: number;
  /** Runs finished per minute while it was watched; undefined before the first. */
  readonly perMinute: number | undefined;
  /** Undefined while nothing is known, and where nothing runs. */
  readonly secondsLeft: number | undefined;
}

/** Time over which throughput is measured, milliseconds. */
const WINDOW_MS = 5 * 60_000;

/**
 * Watches a plan by the files of its store alone, so that it works on any machine that sees the folder,
 * whoever computes, and can stop and start again at any time. Call `look` every few seconds: leaseOwners on
 * other machines are believed as long as their files change between looks. What is done is verified once.
 */
export class SweepWatch {
  private readonly finished = new Map<string, string>();
  private readonly estimate = new TimeEstimate();
  private readonly seen: { readonly at: number; readonly done: number }[] = [];

  constructor(
    private readonly specs: readonly RunSpec[],
    private readonly store: string,
  ) {}

  look(): SweepView {
    const held = leaseOwners(this.store);
    const running: RunningRun[] = [];
    const failed: FailedNow[] = [];
    const left: RunSpec[] = [];
    this.specs.forEach((spec, index) => {
      const id = runId(spec);
      if (this.isDone(id)) return;
      left.push(spec);
      const owner = held.get(id);
      const run = describeSpec(spec);
      const events = readRunLog(this.store, id);
      if (owner !== undefined) {
        const { host, pid } = owner;
        running.push({ index, run, host, pid, ...lastProgress(events) });
      } else {
        const failure = failureOf(this.store, id, events);
        if (failure !== undefined) failed.push({ index, run, ...failure });
      }
    });
    const done = this.specs.length - left.length;
    const perMinute = this.throughput(done);
    return {
      total: this.specs.length,
      done,
      running,
      failed,
      missing: left.length - running.length - failed.length,
      perMinute,
      secondsLeft:
        running.length === 0
          ? undefined
          : perMinute === undefined
            ? this.estimate.secondsFor(left, running.length)
            : (60 * left.length) / perMinute,
    };
  }

  /** By hashes the first time, then by the result file's time and size. */
  private isDone(id: string): boolean {
    const file = statSync(join(runFolder(this.store, id), RESULT_FILE), {
      throwIfNoEntry: false,
    });
    if (file === undefined) return this.finished.delete(id) && false;
    const stamp = `${file.mtimeMs} ${file.size}`;
    if (this.finished.get(id) === stamp) return true;
    const run = readRun(this.store, id);
    if (run.state !== "done") return this.finished.delete(id) && false;
    if (!this.finished.has(id)) this.remember(run.result);
    this.finished.set(id, stamp);
    return true;
  }

  private remember({ spec, provenance }: RunResult): void {
    this.estimate.add(spec, provenance.seconds);
  }

  private throughput(done: number): number | undefined {
    const now = performance.now();
    this.seen.push({ at: now, done });
    while (this.seen.length > 2 && now - this.seen[0]!.at > WINDOW_MS) this.seen.shift();
    const first = this.seen[0]!;
    const finished = done - first.done;
    return finished > 0 ? (60_000 * finished) / (now - first.at) : undefined;
  }
}

function lastProgress(
  events: readonly RunEvent[],
): Pick<RunningRun, "epoch" | "epochs" | "phase"> | undefined {
  const last = events.at(-1);
  if (last?.event === "epoch") return { epoch: last.epoch!, epochs: last.epochs! };
  if (last?.event !== "progress") return undefined;
  const [done, total] = [last.done!, last.total!].map((n) => n.toLocaleString("en-US"));
  return { phase: `${last.phase!} ${done} of ${total}` };
}

/** Why a run that nobody holds is not done, where it failed. */
function failureOf(
  store: string,
  id: string,
  events: readonly RunEvent[],
): Pick<FailedNow, "parked" | "lastLogLines"> | undefined {
  const failures = failuresOf(attemptsOf(store, id));
  const parked = failures.length >= MAX_FAILURES;
  const last = events.filter(({ event }) => event !== "parked").at(-1);
  if (last?.event === "failed") return { parked, lastLogLines: last.message ?? "" };
  return parked ? { parked, lastLogLines: lastLogLines(failures.at(-1)!) } : undefined;
}
