import type { BinOptions } from "../../metrics/binned/bins";
import { metricOf } from "../../metrics/registry";
import { mean } from "../../numeric/mean";
import type { MetricGrid } from "../figures/metric-grid";
import type { EvaluatedRun } from "../../analysis/runs/evaluated-run";
import type { Quantity } from "../../analysis/quantity";
import {
  methodParts,
  methodTitle,
  orderMethods,
  plainMethod,
} from "../../analysis/methods";
import { runQuantity } from "../../analysis/runs/run-quantity";

/**
 * A quantity in percent, tuner by calibrator, one grid for base and one for new classes: mean of data sets and
 * seeds. Runs name their calibrator as an option, `coop[calibrator=temperature]`.
 */
export function calibratorGrid(
  runs: readonly EvaluatedRun[],
  quantity: Quantity,
  bins: BinOptions = {},
): readonly MetricGrid[] {
  const { scale } = metricOf(quantity);
  const rows = orderMethods(runs.map(({ method }) => plainMethod(method)));
  const columns = [
    ...new Set(runs.map(({ method }) => methodParts(method).changed["calibrator"]!)),
  ];
  return (["base", "new"] as const).map((classSet) => ({
    title: `${classSet} classes`,
    rows: rows.map(methodTitle),
    columns,
    values: rows.map((row) =>
      columns.map((column) => {
        const values = runs
          .filter(({ method }) => method === `${row}[calibrator=${column}]`)
          .flatMap((run) => runQuantity(run[classSet], quantity, bins) ?? []);
        return values.length === 0 ? undefined : scale * mean(values);
      }),
    ),
  }));
}
