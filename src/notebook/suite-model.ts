import { proximitiesOf as ofSuite } from "../analysis/runs/image-proximities";
import { loadedModel } from "../experiments/suites/loaded-suite";
import { suiteNamed } from "../experiments/suites/suite";

/** Factor on the cosines of a suite's model. */
export async function logitScale(suite: string): Promise<number> {
  return (await loadedModel(suiteNamed(suite))).logitScale;
}

/** Proximities of the test images of some data sets of a suite, for PIECE. */
export function proximitiesOf(
  suite: string,
  datasets: readonly string[],
): ReturnType<typeof ofSuite> {
  return ofSuite(suiteNamed(suite), datasets);
}
