import { gridOf, type EvaluatedRun } from "../../analysis/runs/evaluated-run";
import {
  type Inequality,
  inequalityText,
  leftSide,
  satisfies,
} from "../../analysis/inequality";
import type { Quantity } from "../../analysis/quantity";
import type { ClassSet } from "../../analysis/lookup";
import { publishedEffect } from "../../analysis/published/published";
import { runQuantity } from "../../analysis/runs/run-quantity";
import {
  datasets,
  secondLaboratoryEffect,
  values,
} from "../../analysis/published/second-laboratory";
import { type Method, methodTitle } from "../../analysis/methods";
import { joinBaseNew } from "../../metrics/base-new-mean";
import { metricOf } from "../../metrics/registry";
import type { BinOptions } from "../../metrics/binned/bins";
import { mean } from "../../numeric/mean";
import { markdownTable, signed } from "../tables/markdown-table";
import { claims } from "./list/claims";
import { secondLaboratoryCell } from "./second-laboratory-remark";

/**
 * The second laboratory's ECE of each data set of real CLIP, as a table in Markdown, percent.
 * @param methods that it has tables of: zero-shot, CoOp, MaPLe, KgCoOp
 */
export function secondLaboratoryDatasets(methods: readonly Method[]): string {
  const columns = (["base", "new"] as const).flatMap((classSet) =>
    methods.flatMap((method) => {
      const percents = values("ece", method, classSet);
      return percents === undefined
        ? []
        : [{ head: `${methodTitle(method)}, ${classSet}`, percents }];
    }),
  );
  const row = (
    title: string,
    of: (percents: Readonly<Record<string, number>>) => number,
  ) => [title, ...columns.map(({ percents }) => of(percents).toFixed(2))];
  return markdownTable(
    ["data set", ...columns.map(({ head }) => head)],
    [
      ...datasets().map((dataset) => row(dataset, (percents) => percents[dataset]!)),
      row("mean", (percents) => mean(Object.values(percents))),
    ],
  );
}

/**
 * The claims of which the second laboratory's numbers speak (C1, C4, C5), as a table in Markdown: the effect on
 * the given runs, the paper's, and the second laboratory's, each in percentage points and computed per data set,
 * then averaged. In brackets: data sets that satisfy the inequality, mean of their seeds.
 * @param runs those of one suite; a claim whose methods have no runs has a dash, and without any the column is left
 *   out
 */
export function secondLaboratoryTable(
  runs: readonly EvaluatedRun[],
  options: BinOptions = {},
): string {
  const statements = claims.flatMap(({ id, statements: all }) =>
    all
      .filter((inequality) => secondLaboratoryEffect(inequality) !== undefined)
      .map((inequality) => ({ id, inequality, own: ownCell(runs, inequality, options) })),
  );
  const here = statements.some(({ own }) => own !== "–");
  return markdownTable(
    ["claim", "inequality", ...(here ? ["here"] : []), "the paper", "second laboratory"],
    statements.map(({ id, inequality, own }) => {
      const published = publishedEffect(inequality);
      return [
        ...[id, inequalityText(inequality)],
        ...(here ? [own] : []),
        published === undefined ? "–" : signed(published.points, 2),
        secondLaboratoryCell(inequality),
      ];
    }),
  );
}

function ownCell(
  runs: readonly EvaluatedRun[],
  inequality: Inequality,
  options: BinOptions,
): string {
  const sides = datasetSides(runs, inequality, options);
  if (sides.length === 0) return "–";
  const satisfied = sides.filter((side) => satisfies(inequality, side)).length;
  return `${signed(100 * mean(sides), 2)} (${satisfied}/${sides.length})`;
}

/** Left side of an inequality on each data set, mean of its seeds. */
function datasetSides(
  runs: readonly EvaluatedRun[],
  inequality: Inequality,
  options: BinOptions,
): readonly number[] {
  const methods = [...new Set(inequality.terms.map(({ method }) => method))];
  const grid = gridOf(runs, methods);
  if (grid === undefined) return [];
  return grid.datasets.map((_, dataset) =>
    mean(
      Array.from({ length: grid.seeds }, (__, seed) =>
        leftSide(inequality, (quantity, method, classSet) =>
          quantityOf(grid.runs.get(method)![dataset]![seed]!, quantity, classSet, options),
        ),
      ),
    ),
  );
}

function quantityOf(
  run: EvaluatedRun,
  quantity: Quantity,
  classSet: ClassSet,
  options: BinOptions,
): number {
  if (classSet !== "both") return runQuantity(run[classSet], quantity, options) ?? NaN;
  return joinBaseNew(
    metricOf(quantity),
    quantityOf(run, quantity, "base", options),
    quantityOf(run, quantity, "new", options),
  );
}
