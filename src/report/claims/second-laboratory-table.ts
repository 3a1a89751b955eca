import { gridOf, type JudgedRun } from "../../analysis/evaluated-run";
import {
  type Inequality,
  inequalityText,
  leftSide,
  satisfies,
} from "../../analysis/inequality";
import type { Quantity, Split } from "../../analysis/lookup";
import { publishedEffect } from "../../analysis/published";
import { runQuantity } from "../../analysis/run-quantity";
import { secondLaboratoryEffect } from "../../analysis/second-laboratory";
import { arithmeticMean, harmonicMean } from "../../metrics/base-new-mean";
import type { BinOptions } from "../../metrics/bins";
import { mean } from "../../numeric/mean";
import { markdownTable, signed } from "../tables/markdown-table";
import { claims } from "./claims";
import { secondLaboratoryCell } from "./second-laboratory-remark";

/**
 * The claims of which the second laboratory's numbers speak (C1, C4, C5), as a table in Markdown: the effect on
 * the given runs, the paper's, and the second laboratory's, each in percentage points and computed per data set,
 * then averaged. In brackets: data sets that satisfy the inequality, mean of their seeds.
 * @param runs those of one suite; a claim whose methods have no runs has a dash
 */
export function secondLaboratoryTable(
  runs: readonly JudgedRun[],
  options: BinOptions = {},
): string {
  const rows = claims.flatMap(({ id, statements }) =>
    statements
      .filter((inequality) => secondLaboratoryEffect(inequality) !== undefined)
      .map((inequality) => {
        const published = publishedEffect(inequality);
        return [
          id,
          inequalityText(inequality),
          ownCell(runs, inequality, options),
          published === undefined ? "–" : signed(published.points, 2),
          secondLaboratoryCell(inequality),
        ];
      }),
  );
  return markdownTable(
    ["claim", "inequality", "here", "the paper", "second laboratory"],
    rows,
  );
}

function ownCell(
  runs: readonly JudgedRun[],
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
  runs: readonly JudgedRun[],
  inequality: Inequality,
  options: BinOptions,
): readonly number[] {
  const methods = [...new Set(inequality.terms.map(({ method }) => method))];
  const grid = gridOf(runs, methods);
  if (grid === undefined) return [];
  return grid.datasets.map((_, dataset) =>
    mean(
      Array.from({ length: grid.seeds }, (__, seed) =>
        leftSide(inequality, (quantity, method, split) =>
          quantityOf(grid.runs.get(method)![dataset]![seed]!, quantity, split, options),
        ),
      ),
    ),
  );
}

function quantityOf(
  run: JudgedRun,
  quantity: Quantity,
  split: Split,
  options: BinOptions,
): number {
  if (split !== "both") return runQuantity(run[split], quantity, options) ?? NaN;
  const join = quantity === "accuracy" ? harmonicMean : arithmeticMean;
  return join(
    quantityOf(run, quantity, "base", options),
    quantityOf(run, quantity, "new", options),
  );
}
