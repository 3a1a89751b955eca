import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { eventError } from "../../errors/promptcal-error";
import { withWriteError } from "../../files/write-error";
import { writeParameters, type LearnedParameters } from "../run/parameters";
import { writePredictions, type Predictions } from "../run/predictions";
import { describeSpec, runId, type RunSpec } from "../spec/spec";
import { LeaseTaken, takeLease } from "./lease";
import {
  finishRun,
  readRun,
  moveToDamaged,
  type FinishedRun,
  type RunResult,
} from "./store";
import { runFolder } from "./store-paths";

/** A run with everything that its folder gets. */
export interface WholeRun extends FinishedRun {
  readonly predictions: Predictions;
  /** What was learned; empty where nothing was, or where it is not known. */
  readonly parameters: LearnedParameters;
}

/** A run that was put into a store. */
export interface AddedRun {
  readonly result: RunResult;
  /** False where the store had it already. */
  readonly added: boolean;
}

/**
 * Puts a run into a store that was not tuned there; one that is there already is not made again.
 * @param make its content
 * @throws PromptcalError where another process computes the run, or it cannot be written
 */
export async function addRun(
  store: string,
  spec: RunSpec,
  make: () => WholeRun | Promise<WholeRun>,
): Promise<AddedRun> {
  const root = resolve(store);
  const id = runId(spec);
  const before = readRun(root, id);
  if (before.state === "done") return { result: before.result, added: false };
  const lease = takeLease(root, id);
  if (lease instanceof LeaseTaken) {
    const { pid, host } = lease.owner;
    throw eventError(
      `${describeSpec(spec)} is computed by process ${pid} on ${host}`,
      "wait for it",
    );
  }
  try {
    if (before.state === "damaged") moveToDamaged(root, id);
    const folder = runFolder(root, id);
    const { predictions, parameters, ...run } = await make();
    withWriteError(folder, () => mkdirSync(folder, { recursive: true }));
    writePredictions(root, id, predictions);
    writeParameters(root, id, parameters);
    return { result: finishRun(root, run), added: true };
  } finally {
    lease.release();
  }
}
