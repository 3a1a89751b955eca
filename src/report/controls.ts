import type { BinOptions } from "../metrics/bins";
import { methodEstimates } from "./estimates";
import type { Table } from "./figure";
import type { EpochSeries } from "./figures/epoch-lines";
import { methodTitles, type JudgedRun, type Method } from "./judged-run";
import { signed } from "./markdown-table";
import { resultsTable } from "./results-table";

/** Runs of one method with one set of options, on all data sets and seeds of the controls. */
export interface ControlGroup {
  readonly title: string;
  readonly runs: readonly JudgedRun[];
  /** DOR's weight λ; undefined without DOR. */
  readonly weight?: number;
}

/**
 * One row per group: percent (gap in percentage points), of all data sets' images together, mean of
 * seeds; FD is the mean of runs.
 */
export function controlsTable(
  groups: readonly ControlGroup[],
  options: BinOptions = {},
): Table {
  const percent = (fraction: number): string => (100 * fraction).toFixed(1);
  const splits = ["base", "new"] as const;
  return {
    columns: [
      "method",
      ...["accuracy", "ECE", "gap", "FD"].flatMap((name) =>
        splits.map((split) => `${name}, ${split}`),
      ),
    ],
    rows: groups.map(({ title, runs }) => {
      const { accuracy, pooledEce, gap, fd } = resultsTable(runs, options).rows[0]!;
      return [
        title,
        ...splits.map((split) => percent(accuracy[split].mean)),
        ...splits.map((split) => percent(pooledEce[split].mean)),
        ...splits.map((split) => signed(100 * gap[split].mean, 1)),
        ...splits.map((split) => fd[split].mean.toFixed(3)),
      ];
    }),
  };
}

/**
 * ECE in percent as a function of λ, with 95 % bootstrap intervals, beside that of CoOp and
 * zero-shot, which do not depend on it.
 * @param groups those with a weight make the curve; `references` are drawn level
 * @returns nothing where there are no groups
 */
export function weightCurve(
  groups: readonly ControlGroup[],
  references: readonly Method[],
  options: BinOptions = {},
): readonly EpochSeries[] {
  if (groups.length === 0) return [];
  const curve = groups
    .filter(({ weight }) => weight !== undefined)
    .sort((a, b) => a.weight! - b.weight!);
  const x = curve.map(({ weight }) => weight!);
  const splits = ["base", "new"] as const;
  const level = references.flatMap((method) => {
    // The first group of a method has the main plan's settings.
    const group = groups.find(({ runs }) => runs[0]!.method === method)!;
    const row = resultsTable(group.runs, options).rows[0]!;
    return splits.map((split) => ({
      method,
      split,
      title: `${methodTitles[method]}, ${split}`,
      x,
      y: x.map(() => 100 * row.pooledEce[split].mean),
    }));
  });
  const method = "coop+dor";
  const estimated = curve.map(
    ({ runs }) => methodEstimates(runs, "ece", [method], options)[0]!,
  );
  const lines = splits.map((split) => ({
    method,
    split,
    title: `${methodTitles[method]}, ${split}`,
    x,
    y: estimated.map((row) => 100 * row[split].value),
    band: {
      low: estimated.map((row) => 100 * row[split].low),
      high: estimated.map((row) => 100 * row[split].high),
    },
  }));
  return [...level, ...lines];
}
