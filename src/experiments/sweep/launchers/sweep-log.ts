import { hostname } from "node:os";
import { join } from "node:path";
import { appendLine, logFolder } from "../../store/run-log";
import { runId, type RunSpec } from "../../spec/spec";

/** What can happen to a sweep of the local pool, and to its runs as the pool sees them. */
export type SweepEventName =
  "sweep-start" | "start" | "done" | "failed" | "worker-died" | "sweep-end";

/**
 * The log of one sweep, `.logs/sweep-<start>-<host>-<pid>.jsonl` of the store: a line of JSON per event
 * with `time`, `event`, `host` and `pid` (of the pool), and `index` and `run` where a run is meant.
 * Each pool writes a file of its own, so that lines of two machines never meet.
 */
export class SweepLog {
  private readonly path: string;

  constructor(
    store: string,
    private readonly specs: readonly RunSpec[],
  ) {
    const start = new Date().toISOString().replaceAll(/[:.]/g, "-");
    const name = `sweep-${start}-${hostname()}-${process.pid}.jsonl`;
    this.path = join(logFolder(store), name);
  }

  /** Notes what happened. @param spec the run that is meant */
  add(event: SweepEventName, details: object = {}, spec?: RunSpec): void {
    const run =
      spec === undefined ? {} : { index: this.specs.indexOf(spec), run: runId(spec) };
    const head = { time: new Date().toISOString(), event };
    appendLine(this.path, {
      ...head,
      ...run,
      host: hostname(),
      pid: process.pid,
      ...details,
    });
  }
}
