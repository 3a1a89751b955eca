import type { RunSpec } from "./spec";

/**
 * The pending run a free worker should take. It keeps to the data set it has in memory; then comes a
 * data set that no other worker is at, so that no two encode the same images at once; then any.
 * @param pending in plan order, at least one
 * @param mine data set the worker holds, if any
 * @param others data sets the other workers hold
 * @returns index into `pending`
 */
export function nextRun(
  pending: readonly RunSpec[],
  mine: string | undefined,
  others: readonly (string | undefined)[],
): number {
  const same = pending.findIndex(({ dataset }) => dataset === mine);
  if (same >= 0) return same;
  const free = pending.findIndex(({ dataset }) => !others.includes(dataset));
  return Math.max(0, free);
}
