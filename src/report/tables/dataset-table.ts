import { joinBaseNew } from "../../metrics/base-new-mean";
import type { BinOptions } from "../../metrics/binned/bins";
import { isBinned, metricOf } from "../../metrics/registry";
import { mean } from "../../numeric/mean";
import type { EvaluatedRun } from "../../analysis/runs/evaluated-run";
import type { Quantity } from "../../analysis/quantity";
import type { ClassSet } from "../../analysis/lookup";
import { methodTitle, orderMethods } from "../../analysis/methods";
import { edgeNote } from "./edge-note";
import type { PaperCell, PaperColumn, PaperTable } from "./paper-table";
import { headOf } from "./quantity-heads";
import { runQuantity } from "../../analysis/runs/run-quantity";

export interface DatasetTableOptions extends BinOptions {
  readonly caption: string;
}

/**
 * A quantity per data set, mean of seeds, as in the appendices of the field, and the mean of the data sets,
 * for an ECE with its floor beside it. `both` is the harmonic mean for accuracy and the plain mean for errors.
 */
export function datasetTable(
  runs: readonly EvaluatedRun[],
  quantity: Quantity,
  classSet: ClassSet,
  { caption, ...bins }: DatasetTableOptions,
): PaperTable {
  const { title, floor, summary } = metricOf(quantity);
  const datasets = [...new Set(runs.map(({ dataset }) => dataset))].sort();
  const methods = orderMethods(runs.map(({ method }) => method));
  const rows = methods.map((method) => {
    const own = runs.filter((run) => run.method === method);
    const perDataset = (requested: Quantity): readonly (PaperCell | undefined)[] =>
      datasets.map((dataset) =>
        meanCell(
          own
            .filter((run) => run.dataset === dataset)
            .flatMap((run) => runValue(run, requested, classSet, bins) ?? []),
        ),
      );
    const meanOf = (cells: readonly (PaperCell | undefined)[]): PaperCell | undefined =>
      meanCell(cells.flatMap((cell) => cell?.effect ?? []));
    const cells = perDataset(quantity);
    return {
      title: methodTitle(method),
      cells: [
        ...cells,
        meanOf(cells),
        ...(floor === undefined ? [] : [meanOf(perDataset(floor))]),
      ],
      datasets: cells.filter((cell) => cell !== undefined).length,
      seeds: new Set(own.map(({ seed }) => seed)).size,
    };
  });
  const column = (title: string, requested: Quantity = quantity): PaperColumn => ({
    ...headOf(requested),
    title,
  });
  return {
    caption,
    values: "mean of seeds",
    columns: [
      ...datasets.map((dataset) => column(dataset.replaceAll("_", " "))),
      column("mean of data sets"),
      ...(floor === undefined ? [] : [column("mean of data sets, floor", floor)]),
    ],
    rows,
    notes: [
      headOf(quantity).scale === 100 ? "Percent." : "",
      `${title}: ${summary}`,
      ...(floor === undefined ? [] : [`Floor: ${metricOf(floor).summary}`]),
      ...(isBinned(quantity) ? [edgeNote(runs, bins)] : []),
      "A mean covers the data sets of its row. Only rows with all data sets are ranked.",
    ].filter((note) => note !== ""),
  };
}

function runValue(
  run: EvaluatedRun,
  quantity: Quantity,
  classSet: ClassSet,
  bins: BinOptions,
): number | undefined {
  if (classSet !== "both") return runQuantity(run[classSet], quantity, bins);
  const [base, onNew] = [run.base, run.new].map((one) => runQuantity(one, quantity, bins));
  if (base === undefined || onNew === undefined) return undefined;
  return joinBaseNew(metricOf(quantity), base, onNew);
}

function meanCell(values: readonly number[]): PaperCell | undefined {
  return values.length === 0 ? undefined : { effect: mean(values) };
}
