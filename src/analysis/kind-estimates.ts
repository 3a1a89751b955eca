import type { DatasetKinds } from "../experiments/suites/suite-definition";
import type { MethodEstimates } from "../report/figures/method-estimates";
import { type MethodEstimateOptions, methodEstimates } from "./estimates";
import type { Method } from "./methods";
import type { Quantity } from "./quantity";
import { type EvaluatedRun, gridOf, tuningSets } from "./runs/evaluated-run";
import { runsOfKinds } from "./runs/runs-of-kinds";

/**
 * `methodEstimates` on each kind of data sets, in groups named by the kind: `signs, 10 data sets`. The paper's numbers are
 * left out: they are means of other data sets.
 * @param kinds see `datasetKinds`; a kind without runs is left out
 */
export function kindEstimates(
  runs: readonly EvaluatedRun[],
  kinds: DatasetKinds,
  quantity: Quantity,
  shown: readonly Method[],
  options: Omit<MethodEstimateOptions, "withPublished"> = {},
): readonly MethodEstimates[] {
  return [...runsOfKinds(runs, kinds)].flatMap(([kind, own]) => {
    const found = methodEstimates(own, quantity, shown, {
      ...options,
      withPublished: false,
    });
    // The data sets that all methods share, as the estimates are of these.
    const group = `${kind}, ${tuningSets(gridOf(own, shown)!).length} data sets`;
    return found.map((estimate) => ({ ...estimate, group }));
  });
}
