import {
  acceptedAccuracy,
  REFUSED_SHARES,
} from "../../analysis/decisions/decision-quantities";
import { type EstimateOptions, estimates } from "../../analysis/estimates";
import type { EvaluatedRun } from "../../analysis/runs/evaluated-run";
import { term } from "../../analysis/inequality";
import { methodTitle } from "../../analysis/methods";
import type { EpochSeries } from "../figures/epoch-lines";
import { commonGrid } from "./common-grid";

/**
 * Accuracy of the accepted predictions against the refused share, both in percent, a line per method.
 * @param runs of `decisionRuns`
 */
export function refusalLines(
  runs: readonly EvaluatedRun[],
  classSet: "base" | "new",
  options: EstimateOptions = {},
): readonly EpochSeries[] {
  const { methods } = commonGrid(runs);
  const sums = methods.flatMap((method) =>
    REFUSED_SHARES.map((refused) => [term(1, acceptedAccuracy(refused), method, classSet)]),
  );
  const all = estimates(runs, sums, options);
  const points = REFUSED_SHARES.length;
  return methods.map((method, i) => {
    const own = all.slice(points * i, points * (i + 1));
    return {
      method,
      classSet,
      title: methodTitle(method),
      x: REFUSED_SHARES.map((refused) => 100 * refused),
      y: own.map(({ effect }) => 100 * effect),
      band: {
        low: own.map(({ low }) => 100 * low),
        high: own.map(({ high }) => 100 * high),
      },
    };
  });
}
