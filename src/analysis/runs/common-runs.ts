/**
 * Of each list the runs whose cell all lists have, so that none weighs more than another.
 * @param cellOf method, data set and seed of a run
 */
export function commonRuns<R>(
  lists: readonly (readonly R[])[],
  cellOf: (run: R) => readonly [method: string, dataset: string, seed: number],
): readonly (readonly R[])[] {
  const keyOf = (run: R): string => JSON.stringify(cellOf(run));
  const counts = new Map<string, number>();
  for (const key of lists.flatMap((runs) => [...new Set(runs.map(keyOf))])) {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return lists.map((runs) => runs.filter((run) => counts.get(keyOf(run)) === lists.length));
}
