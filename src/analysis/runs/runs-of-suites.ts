import type { LoadedRun } from "../../experiments/store/load";
import { commonRuns } from "./common-runs";
import { evaluateRuns, type EvaluateOptions } from "./evaluate-runs";
import type { EvaluatedRun } from "./evaluated-run";

/**
 * The runs of some suites, evaluated, for a comparison of a suite with its variants. Each has the runs whose method, data
 * set and seed all have; a suite without runs is left out.
 * @param suites name of each suite by its title, in the order of figures and tables
 */
export function runsOfSuites(
  runs: readonly LoadedRun[],
  suites: Readonly<Record<string, string>>,
  options: EvaluateOptions = {},
): ReadonlyMap<string, readonly EvaluatedRun[]> {
  const own = Object.entries(suites)
    .map(([title, suite]) => ({
      title,
      found: runs.filter(({ spec }) => spec.suite === suite),
    }))
    .filter(({ found }) => found.length > 0);
  const common = commonRuns(
    own.map(({ found }) => found),
    ({ method, spec }) => [method, spec.dataset, spec.seed],
  );
  return new Map(own.map(({ title }, at) => [title, evaluateRuns(common[at]!, options)]));
}
