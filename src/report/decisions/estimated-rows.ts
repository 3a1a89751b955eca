import { type EstimateOptions, estimates } from "../../analysis/estimates";
import type { EvaluatedRun } from "../../analysis/runs/evaluated-run";
import { term } from "../../analysis/inequality";
import type { Method } from "../../analysis/methods";
import type { Quantity } from "../../analysis/quantity";
import type { PaperCell, PaperRow } from "../tables/paper-table";
import { commonGrid } from "./common-grid";

/** A quantity of decisions on one class set. */
export interface DecisionCell {
  readonly quantity: Quantity;
  readonly classSet: "base" | "new";
}

/** A row to estimate. */
export interface DecisionRow {
  readonly title: string;
  readonly method: Method;
  readonly cells: readonly DecisionCell[];
}

/** Rows of a table on the data sets and seeds that all methods have, from one set of resamples. */
export function estimatedRows(
  runs: readonly EvaluatedRun[],
  rows: readonly DecisionRow[],
  options: EstimateOptions,
): readonly PaperRow[] {
  const { datasets, seeds } = commonGrid(runs);
  const sums = rows.flatMap(({ method, cells }) =>
    cells.map(({ quantity, classSet }) => [term(1, quantity, method, classSet)]),
  );
  const intervals = estimates(runs, sums, options).values();
  return rows.map(({ title, cells }) => ({
    title,
    cells: cells.map((): PaperCell => {
      const { effect, low, high } = intervals.next().value!;
      return low === high ? { effect } : { effect, interval: [low, high] };
    }),
    datasets: datasets.length,
    seeds,
  }));
}
