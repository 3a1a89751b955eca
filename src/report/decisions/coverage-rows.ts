import type { ConformalScore } from "../../decisions/conformal-score";
import { coverageGap } from "../../analysis/decisions/decision-quantities";
import { type EstimateOptions, estimates } from "../../analysis/estimates";
import type { EvaluatedRun } from "../../analysis/runs/evaluated-run";
import { term } from "../../analysis/inequality";
import { methodTitle } from "../../analysis/methods";
import type { EffectRow } from "../figures/effect-forest";
import { coloursOf } from "../rendering/palette";
import { commonGrid } from "./common-grid";

/**
 * Coverage minus level of one score's sets, a row per class set and method, in percentage points.
 * @param runs of `decisionRuns`
 */
export function coverageRows(
  runs: readonly EvaluatedRun[],
  score: ConformalScore,
  level: number,
  options: EstimateOptions = {},
): readonly EffectRow[] {
  const { methods } = commonGrid(runs);
  const colours = coloursOf(methods);
  const rows = (["base", "new"] as const).flatMap((classSet) =>
    methods.map((method) => ({ classSet, method })),
  );
  const sums = rows.map(({ classSet, method }) => [
    term(1, coverageGap(score, level), method, classSet),
  ]);
  return estimates(runs, sums, options).map(({ effect, low, high }, i) => {
    const { classSet, method } = rows[i]!;
    return {
      label: `${classSet}: ${methodTitle(method)}`,
      series: methodTitle(method),
      colour: colours.get(method)!,
      effect: 100 * effect,
      low: 100 * low,
      high: 100 * high,
    };
  });
}
