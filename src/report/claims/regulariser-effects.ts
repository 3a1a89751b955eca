import { isBinned, metricOf } from "../../metrics/registry";
import { estimates, type EstimateOptions } from "../../analysis/estimates";
import { binningNote } from "../../metrics/binned/binning-note";
import type { EffectRow } from "../figures/effect-forest";
import { term } from "../../analysis/inequality";
import { gridOf, type EvaluatedRun } from "../../analysis/runs/evaluated-run";
import type { Quantity } from "../../analysis/quantity";
import type { ClassSet } from "../../analysis/lookup";
import {
  methodParts,
  methodTitle,
  orderMethods,
  type Method,
} from "../../analysis/methods";
import { publishedEffect } from "../../analysis/published/published";
import { palette } from "../rendering/palette";

/**
 * What a regulariser changes in each tuner that has runs without and with it: with minus without, in its unit of
 * print, with paired bootstrap intervals. Each row rests on the data sets and seeds of its own
 * pair, which stand beside its name.
 * @param regulariser for instance `dor`
 */
export function regulariserEffects(
  runs: readonly EvaluatedRun[],
  regulariser: string,
  quantity: Quantity,
  classSet: ClassSet,
  options: EstimateOptions = {},
): readonly EffectRow[] {
  const { scale } = metricOf(quantity);
  const present = orderMethods(runs.map(({ method }) => method));
  return present.flatMap((without): EffectRow[] => {
    const plain = methodParts(without).regulariser === "none" && !without.includes("[");
    const withIt: Method = `${without}+${regulariser}`;
    const grid = plain ? gridOf(runs, [without, withIt]) : undefined;
    if (grid === undefined) return [];
    const sum = [
      term(1, quantity, withIt, classSet),
      term(-1, quantity, without, classSet),
    ];
    const { effect, low, high } = estimates(runs, [sum], options)[0]!;
    return [
      {
        label: `${methodTitle(without)} (${grid.datasets.length} × ${grid.seeds})`,
        series: `${methodTitle(withIt).split("+").at(-1)!}: with minus without`,
        colour: palette.green,
        effect: scale * effect,
        low: scale * low,
        high: scale * high,
        published: publishedEffect({ terms: sum })?.points,
        binning: isBinned(quantity) ? binningNote(options) : [],
      },
    ];
  });
}
