import type { LoadedRun } from "../experiments/store/load";
import type { Suite } from "../experiments/suites/suite-definition";
import { suiteNamed } from "../experiments/suites/suite";

/** What tells the suite of a stored run. */
type StoredRun = Pick<LoadedRun, "spec">;

/**
 * The suites of stored runs. Each is read once, when it is first needed.
 * @param nameOf the suite of a run; the one in its spec by default
 * @returns the suite of a run; throws a PromptcalError for one that is not known here
 */
export function runSuites(
  nameOf: (run: StoredRun) => string = ({ spec }) => spec.suite,
): (run: StoredRun) => Suite {
  const suites = new Map<string, Suite>();
  return (run) => {
    const name = nameOf(run);
    const suite = suites.get(name) ?? suiteNamed(name);
    suites.set(name, suite);
    return suite;
  };
}
