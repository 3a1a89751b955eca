import { PromptcalError } from "../../errors/promptcal-error";
import type { EpochLine } from "../../training/tune";
import { readHistory } from "./history";
import { runLocally, type LocalOptions } from "../sweep/launchers/local";
import { readPredictions, type Predictions } from "../run/predictions";
import { describeSpec, methodName, runId, type RunSpec } from "../spec/spec";
import { suiteLookup } from "../suites/suite-lookup";
import { readRun, type RunResult } from "./store";
import { defaultStore } from "./store-paths";

/** A finished run as notebooks see it. */
export interface LoadedRun {
  readonly id: string;
  readonly spec: RunSpec;
  /** `zeroshot`, `coop`, `coop+dor`, ... */
  readonly method: string;
  readonly result: RunResult;
  readonly predictions: Predictions;
  /** Of the training, epoch by epoch; empty where nothing was trained. */
  readonly history: readonly EpochLine[];
}

/**
 * The runs of a plan that are done, in plan order; every file is checked by its hash. Computes nothing.
 * @param store `data/runs` by default
 */
export function loadRuns(
  specs: readonly RunSpec[],
  store: string = defaultStore(),
): readonly LoadedRun[] {
  return specs.flatMap((spec) => {
    const id = runId(spec);
    const run = readRun(store, id);
    if (run.state !== "done") return [];
    const predictions = readPredictions(store, id);
    const history = readHistory(store, id);
    const { result } = run;
    return [{ id, spec, method: methodName(spec), result, predictions, history }];
  });
}

/** As for a sweep; `store` is `data/runs` by default. */
export type EnsureOptions = Partial<LocalOptions>;

/**
 * The runs of a plan; those that are not done are computed first, in worker processes. What is
 * finished stays finished: after an interruption the same call goes on from there.
 * @throws PromptcalError naming the runs that failed, or saying that the work was interrupted
 */
export async function ensureRuns(
  specs: readonly RunSpec[],
  options: EnsureOptions = {},
): Promise<readonly LoadedRun[]> {
  const store = options.store ?? defaultStore();
  const { suiteOf = suiteLookup() } = options;
  const { done, failed, interrupted } = await runLocally(specs, {
    ...options,
    store,
    suiteOf,
  });
  if (interrupted) {
    throw new PromptcalError(
      `stopped with ${done} of ${specs.length} runs done; the same call goes on from there`,
    );
  }
  if (failed.length > 0) {
    const lines = failed.map(({ spec, message }) => `${describeSpec(spec)}: ${message}`);
    throw new PromptcalError(
      `${failed.length} of ${specs.length} runs failed, ${done} are done:\n${lines.join("\n")}`,
    );
  }
  return loadRuns(specs, store);
}
