import { signedGap } from "../metrics/signed-gap";
import type { GapRow } from "../report/figures/gap-bars";
import type { DivergencePoint } from "../report/figures/divergence-scatter";
import { type JudgedRun } from "./evaluated-run";
import { type Method, methodTitle } from "./methods";

/** Signed gaps per data set and method, each the mean over seeds; data sets in order of appearance. */
export function gapRows(
  runs: readonly JudgedRun[],
  methods: readonly Method[],
): readonly GapRow[] {
  return cells(runs, methods).map(({ dataset, method, mean }) => ({
    dataset,
    method,
    title: methodTitle(method),
    base: mean(gapOf("base")),
    new: mean(gapOf("new")),
  }));
}

/**
 * FD score relative to zero-shot's against signed gap, one point per data set, method and split,
 * each the mean over seeds. Dividing by zero-shot's FD takes out how alike a data set's names are.
 * Data sets without a zero-shot run are left out.
 */
export function divergencePoints(
  runs: readonly JudgedRun[],
  methods: readonly Method[],
): readonly DivergencePoint[] {
  const zeroShot = new Map(
    cells(runs, ["zeroshot"]).map(({ dataset, mean }) => [dataset, mean]),
  );
  return cells(runs, methods).flatMap(({ dataset, method, mean }) => {
    const reference = zeroShot.get(dataset);
    if (reference === undefined) return [];
    return (["base", "new"] as const).map((split) => ({
      dataset,
      method,
      title: methodTitle(method),
      split,
      divergence:
        mean((run) => run[split].values["fd"]!) /
        reference((run) => run[split].values["fd"]!),
      gap: mean(gapOf(split)),
    }));
  });
}

interface Cell {
  readonly dataset: string;
  readonly method: Method;
  /** Mean of a quantity over the cell's seeds. */
  readonly mean: (quantity: (run: JudgedRun) => number) => number;
}

function cells(runs: readonly JudgedRun[], methods: readonly Method[]): readonly Cell[] {
  const datasets = [...new Set(runs.map(({ dataset }) => dataset))];
  return datasets.flatMap((dataset) =>
    methods.flatMap((method) => {
      const mine = runs.filter((run) => run.dataset === dataset && run.method === method);
      if (mine.length === 0) return [];
      const mean: Cell["mean"] = (quantity) =>
        mine.reduce((sum, run) => sum + quantity(run), 0) / mine.length;
      return [{ dataset, method, mean }];
    }),
  );
}

function gapOf(split: "base" | "new"): (run: JudgedRun) => number {
  return (run) => signedGap(run[split]).value;
}
