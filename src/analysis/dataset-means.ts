import { signedGap } from "../metrics/signed-gap";
import type { GapRow } from "../report/figures/gap-bars";
import type { DivergencePoint } from "../report/figures/divergence-scatter";
import { type EvaluatedRun } from "./runs/evaluated-run";
import { type Method, methodTitle } from "./methods";

/** Signed gaps per data set and method, each the mean over seeds; data sets in order of appearance. */
export function gapRows(
  runs: readonly EvaluatedRun[],
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
 * FD score relative to zero-shot's against signed gap, one point per data set, method and class set,
 * each the mean over seeds. Dividing by zero-shot's FD takes out how alike a data set's names are.
 * Data sets without a zero-shot run, and runs without known text features, are left out.
 */
export function divergencePoints(
  runs: readonly EvaluatedRun[],
  methods: readonly Method[],
): readonly DivergencePoint[] {
  const zeroShot = new Map(
    cells(runs, ["zeroshot"]).map(({ dataset, mean }) => [dataset, mean]),
  );
  return cells(runs, methods).flatMap(({ dataset, method, mean }) => {
    const reference = zeroShot.get(dataset);
    if (reference === undefined) return [];
    const points = (["base", "new"] as const).map((classSet) => ({
      dataset,
      method,
      title: methodTitle(method),
      classSet,
      divergence:
        mean((run) => run[classSet].values["fd"]!) /
        reference((run) => run[classSet].values["fd"]!),
      gap: mean(gapOf(classSet)),
    }));
    return points.filter(({ divergence }) => !Number.isNaN(divergence));
  });
}

interface Cell {
  readonly dataset: string;
  readonly method: Method;
  /** Mean of a quantity over the cell's seeds. */
  readonly mean: (quantity: (run: EvaluatedRun) => number) => number;
}

function cells(runs: readonly EvaluatedRun[], methods: readonly Method[]): readonly Cell[] {
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

function gapOf(classSet: "base" | "new"): (run: EvaluatedRun) => number {
  return (run) => signedGap(run[classSet]).value;
}
