import { commonCoverage } from "../../analysis/runs/common-coverage";
import type { EstimateOptions } from "../../analysis/estimates";
import type { EvaluatedRun } from "../../analysis/runs/evaluated-run";
import { intervalName } from "../../analysis/interval-name";
import { methodTitle, orderMethods } from "../../analysis/methods";
import { curvePoints, type TradeOffCurve } from "../../analysis/curves/trade-off";
import { tradeOffArea } from "../../analysis/curves/trade-off-area";
import { signed } from "../tables/markdown-table";

/**
 * Whether the first of two curves dominates more of the plane of ECE on base and on new classes, as a sentence
 * in Markdown; see `tradeOffArea`.
 */
export function tradeOffFinding(
  runs: readonly EvaluatedRun[],
  curves: readonly [TradeOffCurve, TradeOffCurve],
  options: EstimateOptions = {},
): string {
  const [first, second] = curves.map(({ method }) => methodTitle(method));
  const area = tradeOffArea(runs, curves, options);
  if (area === undefined) {
    return `**Here:** the curves of ${first} and ${second} are not compared: each needs runs with two weights on the same data sets and seeds.`;
  }
  const present = orderMethods(runs.map(({ method }) => method));
  const points = curves.map((curve) => curvePoints(present, curve));
  const coverage = commonCoverage(
    runs,
    points.flat().map(({ method }) => method),
  );
  const [effect, low, high] = [area.effect, area.low, area.high].map((each) =>
    signed(each, 1),
  );
  const verdict = coverage.startsWith("1 data set,")
    ? "One data set cannot decide"
    : area.low > 0
      ? `${first}'s curve **dominates** more`
      : area.high < 0
        ? `${second}'s curve **dominates** more`
        : "*Undecided*";
  return (
    `**Here:** ${first}'s curve of ${points[0]!.length} weights dominates ${effect} square points ` +
    `[${low}, ${high}] more of the plane than ${second}'s of ${points[1]!.length} (${coverage}; ` +
    `${intervalName(options)}). ${verdict}.`
  );
}
