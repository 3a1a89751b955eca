import type { DatasetKinds } from "../../experiments/suites/suite-definition";
import type { EvaluatedRun } from "./evaluated-run";

export type { DatasetKinds };

/**
 * Runs by the kind of the data set that they were tuned on. A kind without runs is left out, and so are runs on data sets
 * without a kind.
 */
export function runsOfKinds(
  runs: readonly EvaluatedRun[],
  kinds: DatasetKinds,
): ReadonlyMap<string, readonly EvaluatedRun[]> {
  const own = Object.entries(kinds).map(([kind, names]) => {
    const found = runs.filter(({ dataset, tunedOn = dataset }) => names.includes(tunedOn));
    return [kind, found] as const;
  });
  return new Map(own.filter(([, found]) => found.length > 0));
}
