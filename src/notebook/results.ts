import type { EnsureOptions, LoadedRun } from "../experiments/store/load";
import type { DatasetName, SuiteName } from "../experiments/suites/known-names";
import { suiteNamed } from "../experiments/suites/suite";
import { planRuns } from "../experiments/sweep/plan-runs";
import { methodName } from "../experiments/spec/spec";
import type { MethodName } from "../methods/known-names";
import { hasEpochs } from "../methods/registry";
import { computedRuns, foundRuns } from "./computed-runs";
import { interruptible } from "./interrupt";

/** The parameters of a notebook. */
export interface ResultsRequest {
  readonly suite: SuiteName;
  /** Names, or all of the suite. */
  readonly datasets: readonly DatasetName[] | "all";
  readonly seeds: readonly number[];
  /** Epochs of every tuner, or what the suite's recipe says. */
  readonly epochs: number | "recipe";
  readonly methods: readonly MethodName[];
  /** Computes the runs that are not in the store; default yes. `false` reads only what is there. */
  readonly compute?: boolean;
}

/**
 * The runs that a notebook shows. They are read from the store; those that are not there yet are
 * computed first, one process per core, with a progress bar. Interrupting the cell stops that, and
 * running it again goes on from there.
 */
export async function results(
  request: ResultsRequest,
  options: Pick<EnsureOptions, "store" | "jobs"> = {},
): Promise<readonly LoadedRun[]> {
  const { suite, datasets, seeds, epochs, methods, compute = true } = request;
  const parts = methods.map((method) => method.split("+") as [string, string?]);
  const trained = parts.some(([tuner]) => hasEpochs(tuner));
  const specs = await planRuns({
    suite: suiteNamed(suite),
    ...(datasets === "all" ? {} : { datasets }),
    tuners: [...new Set(parts.map(([tuner]) => tuner))],
    regularisers: [...new Set(parts.map(([, regulariser = "none"]) => regulariser))],
    seeds,
    ...(epochs === "recipe" || !trained ? {} : { set: { epochs } }),
  });
  const requested = specs.filter((spec) =>
    (methods as readonly string[]).includes(methodName(spec)),
  );
  if (!compute) return foundRuns(requested, options.store);
  return interruptible((signal) => computedRuns(requested, options, signal));
}
