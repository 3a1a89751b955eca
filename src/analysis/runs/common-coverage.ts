import { gridOf, tuningSets, type EvaluatedRun, type RunGrid } from "./evaluated-run";
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
    : `${datasetsText(grid)}, ${counted(grid.seeds, "seed")}`;
}

/** `19 data sets`, or `19 data sets (95 shifted test sets)`. */
export function datasetsText({
  datasets,
  tunedOn,
}: Pick<RunGrid, "datasets" | "tunedOn">): string {
  const tuned = tuningSets({ tunedOn }).length;
  const text = counted(tuned, "data set");
  return datasets.length > tuned ? `${text} (${datasets.length} shifted test sets)` : text;
}

/** A number with its noun: `1 seed`, `3 seeds`. */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** `10,253 base and 12,562 new test images`. */
export function testImagesText(images: readonly [number, number]): string {
  const [base, onNew] = images.map((n) => n.toLocaleString("en-US"));
  return `${base} base and ${onNew} new test images`;
}
