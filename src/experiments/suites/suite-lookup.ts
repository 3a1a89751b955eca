import type { Suite } from "./suite-definition";
import { suiteNamed } from "./suite";

/** The suite of a name. @throws PromptcalError as `suiteNamed` */
export type SuiteLookup = (name: string) => Suite;

/**
 * Resolves the suites that specs and stored runs name. Each is read once, when it is first needed. A command, a worker
 * process or a notebook's function makes one and passes it on.
 */
export function suiteLookup(): SuiteLookup {
  const suites = new Map<string, Suite>();
  return (name) => {
    const suite = suites.get(name) ?? suiteNamed(name);
    suites.set(name, suite);
    return suite;
  };
}
