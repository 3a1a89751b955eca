import { join } from "node:path";
import { PromptcalError } from "../../errors/promptcal-error";
import { readJson } from "../../files/parse-json";
import { parseSpec } from "../spec/spec";
import { storedRunIds } from "../store/store";
import { runFolder } from "../store/store-paths";

/** Whether something is wanted of a suite's data set. */
export type DatasetChoice = (suite: string, dataset: string) => boolean;

/**
 * The data sets that a store has finished runs of, by the specs that lie beside the results; damaged ones count for
 * nothing, as damaged runs do. To look up runs, the images of no other data set need be read, or even made.
 */
export function storedDatasets(store: string): DatasetChoice {
  const stored = new Set<string>();
  for (const id of storedRunIds(store)) {
    const path = join(runFolder(store, id), "spec.json");
    try {
      const { suite, dataset } = parseSpec(readJson(path, "run spec"), path);
      stored.add(placeOf(suite, dataset));
    } catch (error) {
      if (!(error instanceof PromptcalError)) throw error;
    }
  }
  return (suite, dataset) => stored.has(placeOf(suite, dataset));
}

/** Names have no slash. */
function placeOf(suite: string, dataset: string): string {
  return `${suite}/${dataset}`;
}
