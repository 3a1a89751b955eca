import type { ChildProcess } from "node:child_process";
import { resolve } from "node:path";
import type { RunProgress } from "../../run/run-progress";
import { nextRun } from "../schedule";
import { methodName, runId, type RunSpec } from "../../spec/spec";
import { isCondensed } from "../../store/condensed";
import { readRun } from "../../store/store";
import { TimeEstimate } from "../sweep-state";
import { cleanUpRun } from "../../store/clean-up";
import type { FailedRun, LocalOptions, SweepOutcome } from "./local-options";
import { poolSize } from "./pool-size";
import type { FromWorker } from "./protocol";
import { SweepLog } from "./sweep-log";
import { forkWorker, send } from "./worker-process";

/** A worker that dies (out of memory, killed) takes its run with it this often before it counts as failed. */
const ATTEMPTS = 2;
/** A stopped worker that is still there after this time is killed; what it writes is whole or absent. */
const TIMEOUT_MS = 1200;
/** How the system ends a process that takes too much. */
const OUT_OF_MEMORY = /^SIG(KILL|ABRT)$/;
/** How long to wait before looking again at a run that another process computes. */
const RETRY_MS = 500;
/** About the seconds that the predictions of a condensed run take on the icons. */
const CONDENSED_SECONDS = 0.5;

interface Worker {
  readonly process: ChildProcess;
  spec: RunSpec | undefined;
  dataset: string | undefined;
  /** Of the phase that its run is in, where it lasts. */
  progress: RunProgress | undefined;
  /** Exited, or about to. */
  gone: boolean;
}

/** Worker processes on this machine that complete the runs of a plan. */
export class LocalPool {
  private readonly store: string;
  private readonly jobs: number;
  private readonly pending: RunSpec[];
  private readonly workers: Worker[] = [];
  private readonly failed: FailedRun[] = [];
  private readonly attempts = new Map<RunSpec, number>();
  private readonly estimate = new TimeEstimate();
  /** Runs whose predictions alone are computed. */
  private readonly condensed: ReadonlySet<RunSpec>;
  /** Methods of which a run was begun, here or before. */
  private readonly begun = new Set<string>();
  private readonly log: SweepLog;
  private done: number;
  private computed = 0;
  private waiting = 0;
  private stopped = false;
  private finish: (outcome: SweepOutcome) => void = () => undefined;

  constructor(
    private readonly specs: readonly RunSpec[],
    private readonly options: LocalOptions,
  ) {
    this.store = resolve(options.store);
    this.pending = specs.filter((spec) => !this.isDone(spec));
    this.done = specs.length - this.pending.length;
    this.condensed = new Set(
      this.pending.filter((spec) => isCondensed(this.store, runId(spec))),
    );
    this.jobs = Math.min(options.jobs ?? this.fittingJobs(), this.pending.length);
    this.log = new SweepLog(this.store, specs);
  }

  run(): Promise<SweepOutcome> {
    return new Promise((finish) => {
      this.finish = finish;
      const { length: total } = this.specs;
      if (this.jobs > 0)
        this.log.add("sweep-start", { total, done: this.done, jobs: this.jobs });
      const { signal } = this.options;
      signal?.addEventListener("abort", this.stop);
      if (signal?.aborted) this.stop();
      for (let i = 0; i < this.jobs && !this.stopped; i++) this.startWorker();
      this.changed();
    });
  }

  private fittingJobs(): number {
    const size = poolSize(this.pending, this.store, this.options.suiteOf);
    if (this.pending.length > 0) this.options.onPoolSize?.(size);
    return size.jobs;
  }

  private isDone(spec: RunSpec): boolean {
    const id = runId(spec);
    const found = readRun(this.store, id);
    if (found.state !== "done") return false;
    this.estimate.add(spec, found.result.provenance.seconds);
    this.begun.add(methodName(spec));
    cleanUpRun(this.store, id);
    return true;
  }

  private startWorker(): void {
    const child = forkWorker();
    const worker: Worker = {
      process: child,
      spec: undefined,
      dataset: undefined,
      progress: undefined,
      gone: false,
    };
    this.workers.push(worker);
    child.on("message", (message: FromWorker) => this.hear(worker, message));
    child.on("exit", (code, signal) => this.exited(worker, signal ?? `exit code ${code}`));
    this.employ(worker);
  }

  private employ(worker: Worker): void {
    if (this.stopped || this.pending.length === 0) return;
    const others = this.workers
      .filter((other) => other !== worker && !other.gone)
      .map(({ dataset }) => dataset);
    const choice = { mine: worker.dataset, others, begun: this.begun };
    const [spec] = this.pending.splice(nextRun(this.pending, choice), 1);
    worker.spec = spec!;
    worker.dataset = spec!.dataset;
    this.begun.add(methodName(spec!));
    const { skipBadImages = false } = this.options;
    const index = this.specs.indexOf(spec!);
    this.log.add("start", { worker: worker.process.pid }, spec);
    send(worker.process, {
      kind: "run",
      spec: spec!,
      store: this.store,
      index,
      skipBadImages,
    });
  }

  private hear(worker: Worker, message: FromWorker): void {
    const { spec } = worker;
    if (spec === undefined) return;
    if (message.kind === "progress") {
      worker.progress = message.progress;
      return this.show();
    }
    if (message.kind === "note") return this.options.onNote?.(message.text, spec);
    worker.spec = undefined;
    worker.progress = undefined;
    if (message.kind === "done") {
      this.done += 1;
      if (message.computed) this.computed += 1;
      this.log.add("done", { seconds: message.seconds }, spec);
      // The seconds of a condensed run are those of its tuning.
      if (!this.condensed.has(spec)) this.estimate.add(spec, message.seconds);
    } else if (message.kind === "failed") {
      this.fail(spec, message.message);
    } else {
      this.tryAgainLater(spec);
    }
    this.employ(worker);
    this.changed();
  }

  private fail(spec: RunSpec, message: string): void {
    this.failed.push({ spec, message });
    this.log.add("failed", { message }, spec);
    this.options.onNote?.(message, spec);
  }

  private tryAgainLater(spec: RunSpec): void {
    this.waiting += 1;
    setTimeout(() => {
      this.waiting -= 1;
      this.pending.push(spec);
      const idle = this.workers.find((worker) => !worker.gone && worker.spec === undefined);
      if (idle !== undefined) this.employ(idle);
      this.changed();
    }, RETRY_MS);
  }

  private exited(worker: Worker, how: string): void {
    worker.gone = true;
    const { spec } = worker;
    worker.spec = undefined;
    // Ctrl-C in a terminal or a notebook reaches the workers without the pool.
    if (how === "exit code 130") this.stop();
    if (!this.stopped && spec !== undefined) {
      const attempts = (this.attempts.get(spec) ?? 0) + 1;
      this.attempts.set(spec, attempts);
      this.log.add("worker-died", { how }, spec);
      if (attempts < ATTEMPTS) this.pending.push(spec);
      else
        this.fail(
          spec,
          `the worker process ended ${attempts} times (${how})${OUT_OF_MEMORY.test(how) ? "; memory may have run out, use fewer --jobs" : ""}`,
        );
    }
    if (!this.stopped && this.pending.length > 0) this.startWorker();
    this.changed();
  }

  private readonly stop = (): void => {
    if (this.stopped) return;
    this.stopped = true;
    for (const worker of this.workers.filter(({ gone }) => !gone)) {
      send(worker.process, { kind: "stop" });
      setTimeout(() => worker.process.kill("SIGKILL"), TIMEOUT_MS).unref();
    }
    this.changed();
  };

  /** Runs that are neither done nor failed. */
  private left(): readonly RunSpec[] {
    return [...this.pending, ...this.workers.flatMap(({ spec }) => spec ?? [])];
  }

  private show(): void {
    const running = this.workers.filter(({ spec }) => spec !== undefined);
    this.options.onState?.({
      total: this.specs.length,
      done: this.done,
      failed: this.failed.length,
      running: running.length,
      progress: running.flatMap(({ progress }) => progress ?? []),
      secondsLeft: this.secondsLeft(),
    });
  }

  /** Undefined while a run is left to tune and nothing is known of tuning. */
  private secondsLeft(): number | undefined {
    const left = this.left();
    const tuned = left.filter((spec) => !this.condensed.has(spec));
    const predicting = (CONDENSED_SECONDS * (left.length - tuned.length)) / this.jobs;
    if (tuned.length === 0) return predicting;
    const tuning = this.estimate.secondsFor(tuned, this.jobs);
    return tuning === undefined ? undefined : tuning + predicting;
  }

  private changed(): void {
    this.show();
    const left = this.left();
    if (!this.stopped && (left.length > 0 || this.waiting > 0)) return;
    const living = this.workers.filter(({ gone }) => !gone);
    if (!this.stopped) for (const worker of living) send(worker.process, { kind: "stop" });
    if (living.length > 0) return;
    this.options.signal?.removeEventListener("abort", this.stop);
    const { done, computed, failed, stopped: interrupted } = this;
    const end = { done, computed, failed: failed.length, interrupted };
    if (this.jobs > 0) this.log.add("sweep-end", end);
    this.finish({ done, computed, failed, interrupted });
  }
}
