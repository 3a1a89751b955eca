import type { LoadedRun } from "../experiments/load";

/** What runs are of, for subtitles: `icons suite, 12 data sets, 3 seeds`. */
export function describeRuns(runs: readonly LoadedRun[]): string {
  const distinct = (field: (run: LoadedRun) => string | number) => [
    ...new Set(runs.map(field)),
  ];
  const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? "" : "s"}`;
  return [
    `${distinct(({ spec }) => spec.suite).join(", ")} suite`,
    count(distinct(({ spec }) => spec.dataset).length, "data set"),
    count(distinct(({ spec }) => spec.seed).length, "seed"),
  ].join(", ");
}
