import type { Interval } from "../../numeric/bootstrap";
import type { EstimateOptions } from "../estimates";
import { gridBootstrap } from "../grid-bootstrap";
import { gridOf, type EvaluatedRun } from "../runs/evaluated-run";
import { dominates, leftSide, printScale } from "../inequality";
import { orderMethods } from "../methods";
import { curvePoints, type TradeOffCurve } from "./trade-off";

/**
 * How much more of the plane of ECE on base and on new classes one curve dominates than another, in square percentage
 * points, with a paired bootstrap interval; see `areaDifference`. It takes whatever weights have runs.
 * @returns undefined where one of the curves has runs with fewer than two weights, or all share no data set and seed
 */
export function tradeOffArea(
  runs: readonly EvaluatedRun[],
  curves: readonly [TradeOffCurve, TradeOffCurve],
  { seed = 1, resamples = 2000, ...bootstrap }: EstimateOptions = {},
): Interval | undefined {
  const present = orderMethods(runs.map(({ method }) => method));
  const [first, second] = curves.map((curve) =>
    curvePoints(present, curve).map(({ method }) => method),
  ) as [string[], string[]];
  if (first.length === 0 || second.length === 0) return undefined;
  const grid = gridOf(runs, [...new Set([...first, ...second])]);
  if (grid === undefined) return undefined;
  const inequality = dominates(first, second);
  return gridBootstrap(
    [grid],
    { ...bootstrap, stream: ["trade-off area", seed], resamples },
    (resampled, whole) => [
      printScale(inequality) *
        leftSide(inequality, resampled.datasetMean, whole.datasetMean),
    ],
  )[0];
}
