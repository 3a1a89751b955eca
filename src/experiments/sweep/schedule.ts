import { methodName, type RunSpec } from "../spec/spec";

/** What a free worker's choice depends on. */
export interface Choice {
  /** Data set the worker holds, if any. */
  readonly mine: string | undefined;
  /** Data sets the other workers hold. */
  readonly others: readonly (string | undefined)[];
  /** Methods of which a run was begun before. */
  readonly begun: ReadonlySet<string>;
}

/**
 * The pending run a free worker should take. It keeps to the data set it has in memory, where a
 * method of which nothing was begun comes first: so a method that fails is seen early, and the time left
 * is known early. Then comes a data set that no other worker is at, so that no two encode the same
 * images at once; then any.
 * @param pending in plan order, at least one
 * @returns index into `pending`
 */
export function nextRun(
  pending: readonly RunSpec[],
  { mine, others, begun }: Choice,
): number {
  const untried = pending.findIndex(
    (spec) => spec.dataset === mine && !begun.has(methodName(spec)),
  );
  if (untried >= 0) return untried;
  const same = pending.findIndex(({ dataset }) => dataset === mine);
  if (same >= 0) return same;
  const free = pending.findIndex(({ dataset }) => !others.includes(dataset));
  return Math.max(0, free);
}
