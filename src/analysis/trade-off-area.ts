import { type Interval, pairedBootstrap } from "../numeric/bootstrap";
import { dominatedArea, type PlanePoint } from "../numeric/dominated-area";
import { seededRandom } from "../random/random";
import type { EstimateOptions } from "./estimates";
import { gridOf, type EvaluatedRun } from "./evaluated-run";
import { bootstrapUnits, cellsOf, type Lookup, lookups } from "./lookup";
import { orderMethods } from "./methods";
import { curvePoints, type TradeOffCurve } from "./trade-off";

/**
 * How much more of the plane of ECE on base and on new classes one curve dominates than another, in square percentage
 * points, with a paired bootstrap interval. The corner of the area is the worst ECE of all points on either axis,
 * the same in all resamples. A curve that is better at every weight dominates more; more weights can only add to it.
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
  const lookup = lookups(grid, { bins, rule });
  const pointsOf = (methods: readonly string[], ask: Lookup): readonly PlanePoint[] =>
    methods.map((method) => [
      100 * ask("ece", method, "base"),
      100 * ask("ece", method, "new"),
    ]);
  const whole = pointsOf([...first, ...second], lookup(cellsOf(grid)).datasetMean);
  const corner: PlanePoint = [
    Math.max(...whole.map(([x]) => x)),
    Math.max(...whole.map(([, y]) => y)),
  ];
  return pairedBootstrap({
    ...bootstrap,
    units: bootstrapUnits(grid),
    random: seededRandom("trade-off area", seed),
    statistic: (resample) => {
      const { datasetMean } = lookup(resample);
      const area = (methods: readonly string[]): number =>
        dominatedArea(pointsOf(methods, datasetMean), corner);
      return [area(first) - area(second)];
    },
  })[0];
}
