import type { LoadedRun } from "../experiments/store/load";
import { counted } from "../analysis/common-coverage";

/** What runs are of, for subtitles: `icons suite, 12 data sets, 3 seeds`. */
export function describeRuns(runs: readonly LoadedRun[]): string {
  const distinct = (field: (run: LoadedRun) => string | number) => [
    ...new Set(runs.map(field)),
  ];
  return [
    `${distinct(({ spec }) => spec.suite).join(", ")} suite`,
    counted(distinct(({ spec }) => spec.dataset).length, "data set"),
    counted(distinct(({ spec }) => spec.seed).length, "seed"),
  ].join(", ");
}
