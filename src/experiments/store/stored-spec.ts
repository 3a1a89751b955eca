import { join } from "node:path";
import { PromptcalError } from "../../errors/promptcal-error";
import { readJson } from "../../files/json/parse-json";
import { parseSpec, type RunSpec } from "../spec/spec";
import { runFolder } from "./store-paths";

/**
 * The spec that lies beside a run's result, to look runs up without checking the hashes of all; `readRun` alone says
 * whether the run is done. Undefined where it is missing or damaged, as of a run that does not count.
 */
export function storedSpec(store: string, id: string): RunSpec | undefined {
  const path = join(runFolder(store, id), "spec.json");
  try {
    return parseSpec(readJson(path, "run spec"), path);
  } catch (error) {
    if (error instanceof PromptcalError) return undefined;
    throw error;
  }
}
