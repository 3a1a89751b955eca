import type { Inequality } from "../../analysis/inequality";
import {
  type SecondLaboratoryEffect,
  secondLaboratoryEffect,
} from "../../analysis/published/second-laboratory";
import { mean } from "../../numeric/mean";
import { signed } from "../tables/markdown-table";
import type { Claim } from "./list/claim";

/** A cell of a table: mean effect in points, and data sets that satisfy the inequality, `−0.33 (6/11)`. */
export function secondLaboratoryCell(inequality: Inequality): string {
  const effect = secondLaboratoryEffect(inequality);
  return effect === undefined
    ? "–"
    : `${signed(effect.points, 2)} (${effect.satisfied}/${effect.total})`;
}

/**
 * Sentences on a claim that fails on the mean of the second laboratory's data sets. Empty if it does not fail, or
 * if that laboratory has no numbers for it.
 */
export function secondLaboratoryRemark({ statements, elsewhere }: Claim): string {
  const failed = statements.flatMap((inequality) => {
    const effect = secondLaboratoryEffect(inequality);
    return effect === undefined || effect.holds ? [] : [failure(effect, inequality)];
  });
  return failed.length === 0
    ? ""
    : [...failed, ...(elsewhere === undefined ? [] : [elsewhere])].join(" ");
}

function failure(effect: SecondLaboratoryEffect, { bound }: Inequality): string {
  const { points, satisfied, total } = effect;
  const [dataset, without] = withoutOne(effect);
  const single =
    without > 100 * bound ? ` Without ${dataset} the mean is ${signed(without, 2)}.` : "";
  return `The claim fails on its mean of data sets: ${signed(points, 2)} points, though ${satisfied} of ${total} data sets satisfy it.${single}`;
}

/** The data set with the lowest value, and the mean without it. */
function withoutOne({ byDataset }: SecondLaboratoryEffect): readonly [string, number] {
  const entries = Object.entries(byDataset);
  const lowest = entries.reduce((low, entry) => (entry[1] < low[1] ? entry : low));
  return [
    lowest[0],
    mean(entries.filter((entry) => entry !== lowest).map(([, value]) => value)),
  ];
}
