import type { RunContext } from "./run-context";
import type { RunProgress } from "./run-progress";
import { resolve } from "node:path";
import type { LeaseOwner } from "../store/lease-owner";
import { isInterruption } from "./interruption";
import { ownerOf, LeaseTaken, takeLease } from "../store/lease";
import { writeParameters } from "./parameters";
import { writePredictions } from "./predictions";
import { runLog } from "../store/run-log";
import { runId, type RunSpec } from "../spec/spec";
import { finishRun, readRun, moveToDamaged } from "../store/store";
import type { RunResult } from "../store/store";
import { cleanUpRun } from "../store/clean-up";

export type RunOutcome =
  | { readonly state: "done"; readonly result: RunResult; readonly computed: boolean }
  /** Another process is computing the run. */
  | { readonly state: "taken"; readonly owner: LeaseOwner };

/**
 * Computes a run unless it is done. Safe against everything that happens to processes: a finished
 * run is never computed again, a damaged one is moved aside and recomputed, an unfinished one goes
 * on from its checkpoint, and two processes never compute the same run at a time.
 * @throws PromptcalError where data or weights are not those of the spec; the signal's reason when interrupted
 */
export async function executeRun(spec: RunSpec, context: RunContext): Promise<RunOutcome> {
  const store = resolve(context.store);
  const id = runId(spec);
  const before = readRun(store, id);
  const done = (result: RunResult, computed = false): RunOutcome => {
    cleanUpRun(store, id);
    return { state: "done", result, computed };
  };
  if (before.state === "done") return done(before.result);
  const lease = takeLease(store, id);
  if (lease instanceof LeaseTaken) return { state: "taken", owner: lease.owner };
  const log = runLog(store, id, context.index);
  try {
    // Its last owner may have finished between the look above and the lease.
    const now = readRun(store, id);
    if (now.state === "done") return done(now.result);
    if (now.state === "damaged") {
      const folder = moveToDamaged(store, id);
      context.onNote?.(`damaged, moved to ${folder}, computed again: ${now.problem}`);
    }
    context.onStart?.();
    const { host, pid } = lease.takenOver ?? {};
    if (host !== undefined) log("taken-over", { from: `${host}:${pid}` });
    log("start");
    const onEpoch = (epoch: number, epochs: number): void => {
      log("epoch", { epoch, epochs });
      context.onEpoch?.(epoch, epochs);
    };
    const onProgress = (progress: RunProgress): void => {
      log("progress", progress);
      context.onProgress?.(progress);
    };
    const { suite } = context;
    const own = { ...context, store, onEpoch, onProgress, execute: executeRun };
    // Most calls find a finished run and need neither engine nor encoders.
    const { restoredRun } = require("./restored-run") as typeof import("./restored-run");
    const restored = await restoredRun(spec, suite, own);
    const write = restored ?? (await computedRun(spec, own));
    if (!lease.isHeld()) {
      // Another took over while this machine slept. What it writes counts; ours would be a second result.
      const theirs = readRun(store, id);
      if (theirs.state === "done") return done(theirs.result);
      const owner = ownerOf(store, id);
      if (owner !== undefined) return { state: "taken", owner };
    }
    context.onProgress?.({ phase: "writing", done: 0, total: 1 });
    const result = write();
    const { seconds } = result.provenance;
    // A restored run's memory is not that of its tuning.
    const peakBytes = 1024 * process.resourceUsage().maxRSS;
    log("done", restored === undefined ? { seconds, peakBytes } : { seconds });
    return done(result, true);
  } catch (error) {
    if (isInterruption(error)) log("interrupted");
    else log("failed", { message: (error as Error).message });
    throw error;
  } finally {
    lease.release();
  }
}

/** Computes a run. @returns what completes its folder */
async function computedRun(spec: RunSpec, context: RunContext): Promise<() => RunResult> {
  const { computeRun } = require("./compute-run") as typeof import("./compute-run");
  const { predictions, parameters, ...run } = await computeRun(
    spec,
    context.suite,
    context,
  );
  return () => {
    const { store } = context;
    const id = runId(spec);
    writePredictions(store, id, predictions);
    writeParameters(store, id, parameters);
    return finishRun(store, run);
  };
}
