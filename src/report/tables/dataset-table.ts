import { arithmeticMean, harmonicMean } from "../../metrics/base-new-mean";
import type { BinOptions } from "../../metrics/bins";
import { mean } from "../../numeric/mean";
import type { JudgedRun } from "../../analysis/evaluated-run";
import type { Quantity, Split } from "../../analysis/lookup";
import { methodTitle, orderMethods } from "../../analysis/methods";
import type { PaperCell, PaperTable } from "./paper-table";
import { runQuantity } from "../../analysis/run-quantity";

export interface DatasetTableOptions extends BinOptions {
  readonly caption: string;
}

/**
 * A quantity per data set, mean of seeds, as in the appendices of the field; the last column is the mean of
 * the data sets. `both` is the harmonic mean for accuracy and the plain mean for errors. Percent.
 */
export function datasetTable(
  runs: readonly JudgedRun[],
  quantity: Quantity,
  split: Split,
  { caption, ...bins }: DatasetTableOptions,
): PaperTable {
  const datasets = [...new Set(runs.map(({ dataset }) => dataset))].sort();
  const value = (run: JudgedRun): number | undefined => {
    const [base, fresh] = [run.base, run.new].map((one) =>
      runQuantity(one, quantity, bins),
    );
    if (split !== "both") return split === "base" ? base : fresh;
    if (base === undefined || fresh === undefined) return undefined;
    return (quantity === "accuracy" ? harmonicMean : arithmeticMean)(base, fresh);
  };
  const rows = orderMethods(runs.map(({ method }) => method)).map((method) => {
    const own = runs.filter((run) => run.method === method);
    const cells = datasets.map((dataset): PaperCell | undefined => {
      const values = own
        .filter((run) => run.dataset === dataset)
        .flatMap((run) => value(run) ?? []);
      return values.length === 0 ? undefined : { effect: mean(values) };
    });
    const known = cells.flatMap((cell) => cell ?? []);
    return {
      title: methodTitle(method),
      cells: [
        ...cells,
        known.length === 0
          ? undefined
          : { effect: mean(known.map(({ effect }) => effect)) },
      ],
      datasets: known.length,
      seeds: new Set(own.map(({ seed }) => seed)).size,
    };
  });
  const better =
    quantity === "accuracy" ? "higher" : quantity === "gap" ? "neither" : "lower";
  const group =
    quantity === "accuracy" || quantity === "gap" ? quantity : quantity.toUpperCase();
  return {
    caption,
    columns: [...datasets, "mean"].map((title) => ({
      group,
      title: title.replaceAll("_", " "),
      better,
      scale: 100,
      digits: 1,
    })),
    rows,
    notes: [
      "Percent, mean of seeds; the last column is the mean of a row's data sets. Only rows with all data sets are ranked.",
    ],
  };
}
