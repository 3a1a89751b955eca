import { storedRunIds } from "../store/store";
import { storedSpec } from "../store/stored-spec";

/** Whether a data set of a suite is included. */
export type DatasetChoice = (suite: string, dataset: string) => boolean;

/**
 * The data sets that a store has finished runs of, by the specs that lie beside the results; damaged ones count for
 * nothing, as damaged runs do. To look up runs, the images of no other data set need be read, or even made.
 */
export function storedDatasets(store: string): DatasetChoice {
  const stored = new Set<string>();
  for (const id of storedRunIds(store)) {
    const spec = storedSpec(store, id);
    if (spec !== undefined) stored.add(keyOf(spec.suite, spec.dataset));
  }
  return (suite, dataset) => stored.has(keyOf(suite, dataset));
}

/** Names have no slash. */
function keyOf(suite: string, dataset: string): string {
  return `${suite}/${dataset}`;
}
