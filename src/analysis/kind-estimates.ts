import type { DatasetKinds } from "../experiments/suites/suite-definition";
import type { MethodEstimates } from "../report/figures/method-estimates";
import { type MethodEstimateOptions, methodEstimates } from "./estimates";
import type { Method } from "./methods";
import type { Quantity } from "./quantity";
import { type EvaluatedRun, tuningSets } from "./runs/evaluated-run";
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
    const tunedOn = own.map((run) => run.tunedOn ?? run.dataset);
    const group = `${kind}, ${tuningSets({ tunedOn }).length} data sets`;
    return methodEstimates(own, quantity, shown, { ...options, withPublished: false }).map(
      (estimate) => ({ ...estimate, group }),
    );
  });
}
