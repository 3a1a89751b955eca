import { loadedModel } from "../experiments/suites/loaded-suite";
import { suiteNamed } from "../experiments/suites/suite";

/** Factor on the cosines of a suite's model. */
export async function logitScale(suite: string): Promise<number> {
  return (await loadedModel(suiteNamed(suite))).logitScale;
}
