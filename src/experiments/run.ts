import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { mismatch } from "../numeric/errors";
import type { Holder } from "./holder";
import { isInterruption } from "./interruption";
import { holderOf, LeaseTaken, takeLease } from "./lease";
import { loadedBackend, loadedDataset, loadedModel } from "./loaded-suite";
import { writePredictions, type Predictions } from "./predictions";
import { provenanceOf } from "./provenance";
import { runMetrics } from "./run-metrics";
import { runLog } from "./run-log";
import { runId, type RunSpec } from "./spec";
import { finishRun, readRun, setAside } from "./store";
import type { FinishedRun, RunResult } from "./store";
import { runFolder } from "./store-paths";
import { suiteNamed, type Suite } from "./suite";
import { removeTemporaries, tidyRun } from "./tidy";
import { tuneAndPredict } from "./tune-and-predict";
import { withoutBadImages } from "./without-bad-images";

export interface RunContext {
  /** Folder that runs are kept in. */
  readonly store: string;
  /** Index of the run in its plan, for the log. */
  readonly index?: number;
  /** Leave undecodable images out and list them in the result; by default the first one is an error. */
  readonly skipBadImages?: boolean;
  /** Stops the run at the next step; what is checkpointed is used next time. */
  readonly signal?: AbortSignal;
  /** Called when the run turns out to be ours to compute. */
  readonly onStart?: () => void;
  /** Called after each epoch, counted from 1. */
  readonly onEpoch?: (epoch: number, epochs: number) => void;
  /** Something a person should know: a damaged run set aside, a resumed checkpoint. */
  readonly onNote?: (text: string) => void;
}

export type RunOutcome =
  | { readonly state: "done"; readonly result: RunResult; readonly computed: boolean }
  /** Another process is computing the run. */
  | { readonly state: "taken"; readonly holder: Holder };

/**
 * Computes a run unless it is done. Safe against everything that happens to processes: a finished
 * run is never computed again, a damaged one is moved aside and computed anew, an unfinished one goes
 * on from its checkpoint, and two processes never compute the same run at a time.
 * @throws PromptcalError where data or weights are not those of the spec; the signal's reason when interrupted
 */
export async function executeRun(spec: RunSpec, context: RunContext): Promise<RunOutcome> {
  const store = resolve(context.store);
  const id = runId(spec);
  const before = readRun(store, id);
  if (before.state === "done") {
    tidyRun(store, id);
    return { state: "done", result: before.result, computed: false };
  }
  const lease = takeLease(store, id);
  if (lease instanceof LeaseTaken) return { state: "taken", holder: lease.holder };
  const log = runLog(store, id, context.index);
  try {
    // Its last holder may have finished between the look above and the lease.
    const now = readRun(store, id);
    if (now.state === "done") return { state: "done", result: now.result, computed: false };
    if (now.state === "damaged") {
      const place = setAside(store, id);
      context.onNote?.(`damaged, moved to ${place}, computed again: ${now.problem}`);
    }
    context.onStart?.();
    const { host, pid } = lease.takenOver ?? {};
    if (host !== undefined) log("taken-over", { from: `${host}:${pid}` });
    log("start");
    const onEpoch = (epoch: number, epochs: number): void => {
      log("epoch", { epoch, epochs });
      context.onEpoch?.(epoch, epochs);
    };
    const { predictions, ...run } = await compute(spec, { ...context, store, onEpoch });
    if (!lease.isHeld()) {
      // Another took over while this machine slept. What it writes counts; ours would be a second result.
      const theirs = readRun(store, id);
      if (theirs.state === "done") {
        return { state: "done", result: theirs.result, computed: false };
      }
      const holder = holderOf(store, id);
      if (holder !== undefined) return { state: "taken", holder };
    }
    writePredictions(store, id, predictions);
    const result = finishRun(store, run);
    const peakBytes = 1024 * process.resourceUsage().maxRSS;
    log("done", { seconds: result.provenance.seconds, peakBytes });
    return { state: "done", result, computed: true };
  } catch (error) {
    if (isInterruption(error)) log("interrupted");
    else log("failed", { message: (error as Error).message });
    throw error;
  } finally {
    lease.release();
  }
}

async function compute(
  spec: RunSpec,
  context: RunContext,
): Promise<FinishedRun & { readonly predictions: Predictions }> {
  const suite = suiteNamed(spec.suite);
  const data = await loadedDataset(suite, spec.dataset);
  checkHash(`data set ${spec.dataset}`, spec.dataHash, data.hash, suite.datasets.restore);
  const model = await loadedModel(suite);
  checkHash(weightsName(suite), spec.weightsHash, model.weightsHash, suite.model.restore);
  const backend = (await loadedBackend()).name;
  context.signal?.throwIfAborted();
  const started = new Date();
  const folder = runFolder(context.store, runId(spec));
  clearedFolder(folder);
  const readable =
    context.skipBadImages === true
      ? await withoutBadImages(data, context.signal)
      : { data, bad: [] };
  const { predictions, history, outliers, fitted, badOutliers } = await tuneAndPredict(
    spec,
    suite,
    model,
    readable.data,
    { ...context, folder },
  );
  const badImages = [...readable.bad, ...badOutliers];
  for (const { problem } of badImages) context.onNote?.(`left out: ${problem}`);
  return {
    spec,
    predictions,
    history,
    metrics: runMetrics(predictions),
    outliers: outliers ?? null,
    fitted,
    badImages,
    provenance: provenanceOf(spec, backend, started),
  };
}

/** Makes the folder, or removes what a killed process was writing in it; the lease is ours. */
function clearedFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  removeTemporaries(folder);
}

function weightsName({ model }: Suite): string {
  return `weights ${model.weights}`;
}

/** A spec speaks of certain bytes; other bytes would give other numbers under the same name. */
function checkHash(what: string, expected: string, got: string, restore: string): void {
  if (expected === got) return;
  throw mismatch({
    what,
    expected: `SHA-256 ${expected} (the plan's)`,
    got,
    fix: `restore it with: ${restore}, or make a new plan`,
  });
}
