import type { EvaluatedRun } from "./evaluated-run";

/** Of each list the runs whose method, data set and seed all lists have, so that none weighs more than another. */
export function commonRuns(
  lists: readonly (readonly EvaluatedRun[])[],
): readonly (readonly EvaluatedRun[])[] {
  const keyOf = ({ method, dataset, seed }: EvaluatedRun): string =>
    JSON.stringify([method, dataset, seed]);
  const counts = new Map<string, number>();
  for (const key of lists.flatMap((runs) => [...new Set(runs.map(keyOf))])) {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return lists.map((runs) => runs.filter((run) => counts.get(keyOf(run)) === lists.length));
}
