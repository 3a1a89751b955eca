import { gridOf, type EvaluatedRun } from "./evaluated-run";
import type { Method } from "../methods";

/**
 * On how many data sets and seeds all of some methods have runs, for subtitles of figures that compare them
 * there: `12 data sets, 3 seeds`.
 */
export function commonCoverage(
  runs: readonly EvaluatedRun[],
  methods: readonly Method[],
): string {
  const grid = gridOf(runs, methods);
  return grid === undefined
    ? "no runs"
    : `${counted(grid.datasets.length, "data set")}, ${counted(grid.seeds, "seed")}`;
}

/** A number with its noun: `1 seed`, `3 seeds`. */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
