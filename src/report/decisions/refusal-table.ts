import {
  acceptedAccuracy,
  acceptedGap,
  REFUSED_SHARES,
} from "../../analysis/decisions/decision-quantities";
import type { EstimateOptions } from "../../analysis/estimates";
import type { EvaluatedRun } from "../../analysis/runs/evaluated-run";
import { intervalName } from "../../analysis/interval-name";
import { methodTitle } from "../../analysis/methods";
import type { PaperTable } from "../tables/paper-table";
import { commonGrid } from "./common-grid";
import { estimatedRows } from "./estimated-rows";

const GROUPS = [
  { classSet: "base", of: acceptedAccuracy, head: "accuracy, base", signed: false },
  { classSet: "new", of: acceptedAccuracy, head: "accuracy, new", signed: false },
  { classSet: "base", of: acceptedGap, head: "gap, base", signed: true },
  { classSet: "new", of: acceptedGap, head: "gap, new", signed: true },
] as const;

/**
 * What a user gets who refuses the least confident predictions, a row per method: accuracy of the others, and mean
 * confidence minus accuracy of the others, by refused share. AURC, the mean error over all shares, is a metric of
 * its own.
 * @param runs of `decisionRuns`
 */
export function refusalTable(
  runs: readonly EvaluatedRun[],
  { caption, ...options }: EstimateOptions & { readonly caption: string },
): PaperTable {
  const rows = commonGrid(runs).methods.map((method) => ({
    title: methodTitle(method),
    method,
    cells: GROUPS.flatMap(({ classSet, of }) =>
      REFUSED_SHARES.map((refused) => ({ quantity: of(refused), classSet })),
    ),
  }));
  return {
    caption,
    values: `mean of data sets and seeds [${intervalName(options)}]`,
    columns: GROUPS.flatMap(({ head, signed }) =>
      REFUSED_SHARES.map((refused) => ({
        group: head,
        title: `${Math.round(100 * refused)} % refused`,
        better: signed ? ("neither" as const) : ("higher" as const),
        signed,
        scale: 100 as const,
        digits: 1,
      })),
    ),
    rows: estimatedRows(runs, rows, options),
    notes: [
      "Percent. The least confident predictions of each data set and class set are refused. Gap: mean confidence minus accuracy of the others, what the user is promised in vain.",
      "Intervals cover data sets and seeds.",
    ],
  };
}
