import { type Interval, pendingBootstrap } from "../../numeric/bootstrap";
import { seededRandom } from "../../random/random";
import type { EstimateOptions } from "../estimates";
import { gridOf, type EvaluatedRun } from "../runs/evaluated-run";
import { dominates, leftSide, printScale } from "../inequality";
import { bootstrapUnits, cellsOf, lookups } from "../lookup";
import { orderMethods } from "../methods";
import { resampledLookups } from "../resampled-lookups";
import { curvePoints, type TradeOffCurve } from "./trade-off";

/**
 * How much more of the plane of ECE on base and on new classes one curve dominates than another, in square percentage
 * points, with a paired bootstrap interval; see `areaDifference`. It takes whatever weights have runs.
 * @returns undefined where one of the curves has runs with fewer than two weights, or all share no data set and seed
 */
export function tradeOffArea(
  runs: readonly EvaluatedRun[],
  curves: readonly [TradeOffCurve, TradeOffCurve],
  { bins, rule, seed = 1, ...bootstrap }: EstimateOptions = {},
): Interval | undefined {
  const present = orderMethods(runs.map(({ method }) => method));
  const [first, second] = curves.map((curve) =>
    curvePoints(present, curve).map(({ method }) => method),
  ) as [string[], string[]];
  if (first.length === 0 || second.length === 0) return undefined;
  const grid = gridOf(runs, [...new Set([...first, ...second])]);
  if (grid === undefined) return undefined;
  const stream = ["trade-off area", seed] as const;
  const { resamples = 2000 } = bootstrap;
  const lookup = resampledLookups(grid, { bins, rule }, { stream, resamples });
  const inequality = dominates(first, second);
  const whole = lookups(grid, { bins, rule })(cellsOf(grid)).datasetMean;
  return pendingBootstrap({
    ...bootstrap,
    resamples,
    units: bootstrapUnits(grid),
    random: seededRandom(...stream),
    statistic: (resample) => [
      printScale(inequality) * leftSide(inequality, lookup(resample).datasetMean, whole),
    ],
  })[0];
}
