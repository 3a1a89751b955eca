import type { BinOptions } from "../../../metrics/binned/bins";
import type { Interval } from "../../../numeric/bootstrap";
import type { JudgedStatement } from "./judged-claim";
import {
  type Inequality,
  type Verdict,
  leftSide,
  satisfies,
  verdictOf,
} from "../../../analysis/inequality";
import { type RunGrid, tuningSets } from "../../../analysis/runs/evaluated-run";
import { gridBootstrap } from "../../../analysis/grid-bootstrap";
import { cellsOf, lookups } from "../../../analysis/lookup";
import { groupsOf } from "../../../analysis/lookup-groups";
import { publishedEffect } from "../../../analysis/published/published";

/** How metrics are binned and runs resampled. */
export interface ResampleOptions extends BinOptions {
  /** 4000 by default: p-values below 0.0005, so that 100 claims can survive Holm's correction. */
  readonly resamples?: number;
  /** 0.95 by default. */
  readonly level?: number;
  /** Names the bootstrap's random stream; 1 by default. */
  readonly seed?: number;
}

/** Resamples of one data set say nothing of others, of which a claim speaks too. */
export function canDecide(grid: RunGrid): boolean {
  return tuningSets(grid).length > 1;
}

/**
 * Judges inequalities on the same runs, with one set of resamples for all.
 * @param grids runs of each replica, on the same data sets and seeds, with the methods of all inequalities
 */
export function judgeStatements(
  grids: readonly RunGrid[],
  statements: readonly Inequality[],
  { bins, rule, resamples = 4000, level, seed = 1 }: ResampleOptions,
): ReadonlyMap<Inequality, JudgedStatement> {
  const grid = grids[0]!;
  const bounds = statements.map(({ bound }) => bound);
  const groups = grids.map((each) => groupsOf(each, { bins, rule }));
  // First of the mean of data sets, then of their pooled images.
  const intervals = gridBootstrap(
    grids,
    {
      ...{ bins, rule, resamples, stream: ["claims", seed], nulls: [...bounds, ...bounds] },
      ...(level === undefined ? {} : { level }),
    },
    (resampled, whole) =>
      (["datasetMean", "pooled"] as const).flatMap((average) =>
        statements.map((statement) =>
          leftSide(statement, resampled[average], whole[average]),
        ),
      ),
    groups,
  );
  const cells = grids.flatMap((each, at) => {
    const lookup = lookups(each, { bins, rule }, groups[at]);
    return grid.datasets.flatMap((_, unit) =>
      Array.from(
        { length: grid.seeds },
        (_, slot) => lookup(cellsOf(grid, [unit], [slot])).datasetMean,
      ),
    );
  });
  const verdict = (inequality: Inequality, interval: Interval): Verdict =>
    canDecide(grid) ? verdictOf(inequality, interval) : "undecided";
  return new Map(
    statements.map((inequality, at) => {
      const datasetMean = intervals[at]!;
      const pooled = intervals[statements.length + at]!;
      const satisfied = cells.filter((ask) =>
        satisfies(inequality, leftSide(inequality, ask)),
      );
      return [
        inequality,
        {
          inequality,
          verdict: verdict(inequality, datasetMean),
          datasetMean,
          pooledVerdict: verdict(inequality, pooled),
          pooled,
          cells: { satisfied: satisfied.length, total: cells.length },
          published: publishedEffect(inequality),
        },
      ];
    }),
  );
}
