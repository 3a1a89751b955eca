import { runId, type RunSpec } from "../spec/spec";

/** Names of the data sets of some runs, each once, in the order of the runs. */
export function datasetsOf(specs: readonly RunSpec[]): readonly string[] {
  return [...new Set(specs.map(({ dataset }) => dataset))];
}

/**
 * The data sets of a plan all of whose runs are done, in plan order.
 * @param done ids of finished runs; those of other plans do no harm
 */
export function completeDatasets(
  specs: readonly RunSpec[],
  done: ReadonlySet<string>,
): readonly string[] {
  const missing = specs.filter((spec) => !done.has(runId(spec)));
  const partial = new Set(datasetsOf(missing));
  return datasetsOf(specs).filter((name) => !partial.has(name));
}
