import { mkdirSync } from "node:fs";
import { mismatch } from "../../errors/promptcal-error";
import { withWriteError } from "../../files/write-error";
import { tunerNamed } from "../../methods/registry";
import { decidedContext } from "../../methods/text/start-words";
import { loadedBackend, loadedDataset, loadedModel } from "../suites/loaded-suite";
import { provenanceOf } from "./provenance";
import type { RunContext } from "./run-context";
import { runMetrics } from "./run-metrics";
import { runId, type RunSpec } from "../spec/spec";
import type { WholeRun } from "../store/add-run";
import { runFolder } from "../store/store-paths";
import type { Suite } from "../suites/suite-definition";
import { removeTemporaries } from "../store/clean-up";
import { tuneAndPredict, type TuneContext } from "./tune-and-predict";
import { withoutBadImages } from "./images/without-bad-images";

/** What computing a run needs beside its spec and suite. */
export type ComputeContext = Omit<RunContext, "suite"> & Pick<TuneContext, "learned">;

/**
 * Computes a run; its lease is the caller's.
 * @throws PromptcalError where data or weights are not those of the spec; the signal's reason when interrupted
 */
export async function computeRun(
  spec: RunSpec,
  suite: Suite,
  context: ComputeContext,
): Promise<WholeRun> {
  const data = await loadedDataset(suite, spec.dataset, {
    usesStored: true,
    signal: context.signal,
    onProgress: (done, total) =>
      context.onProgress?.({ phase: "reading images", done, total }),
  });
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
      ? await withoutBadImages(data, {
          signal: context.signal,
          onProgress: (done, total) =>
            context.onProgress?.({ phase: "reading images", done, total }),
        })
      : { data, bad: [] };
  const { badOutliers, ...found } = await tuneAndPredict(
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
    ...found,
    metrics: runMetrics(found.predictions),
    outliers: found.outliers ?? null,
    decidedContext: decidedContext(tunerNamed(spec.tuner).options, spec.recipe),
    badImages,
    provenance: provenanceOf(spec, backend, started),
  };
}

/** Makes the folder, or removes what a killed process was writing in it; the lease is ours. */
function clearedFolder(folder: string): void {
  withWriteError(folder, () => mkdirSync(folder, { recursive: true }));
  removeTemporaries(folder);
}

function weightsName({ model }: Suite): string {
  return `weights ${model.weights}`;
}

/** A spec holds the hashes of its files; other bytes would give other numbers under the same id. */
function checkHash(what: string, expected: string, got: string, restore: string): void {
  if (expected === got) return;
  throw mismatch({
    what,
    expected: `SHA-256 ${expected} (the plan's)`,
    got,
    fix: `restore it with: ${restore}, or make a new plan`,
  });
}
