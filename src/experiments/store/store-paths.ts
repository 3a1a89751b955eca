import { join, resolve } from "node:path";
import { FOLDERS, folderOf } from "../../files/folders";

/** Predictions of a run; its format is `predictions.ts`'s. */
export const PREDICTIONS_FILE = "predictions.safetensors";
/** One line per epoch of the training; its format is `history.ts`'s. */
export const HISTORY_FILE = "history.jsonl";
/** State of an unfinished run. */
export const CHECKPOINT_FILE = "checkpoint.safetensors";
/** Begins the names of files with the predictions of an unfinished run. */
export const UNFINISHED = "predicting-";
/** Written last; with right hashes it means that the run is done. */
export const RESULT_FILE = "result.json";
/** The result of a run that came without predictions, until these are computed again (`condensed.ts`). */
export const CONDENSED_FILE = "condensed.json";
/** Files of a finished run whose SHA-256 `result.json` holds. */
export const RUN_FILES = ["spec.json", HISTORY_FILE, PREDICTIONS_FILE] as const;
/** What was learned; runs that learn nothing, and those of before it was kept, have none. */
export const PARAMETERS_FILE = "parameters.safetensors";
/** All files that a finished run may have beside its result. */
export const ALL_RUN_FILES = [...RUN_FILES, PARAMETERS_FILE] as const;
export type RunFile = (typeof ALL_RUN_FILES)[number];

/** Environment variable with another folder for runs than `data/runs`. */
export const STORE_VARIABLE = FOLDERS.runs.variable;

/** Default folder of runs: the folder in PROMPTCAL_STORE, else `data/runs` (`folderOf`). */
export function defaultStore(): string {
  return folderOf("runs");
}

/** Folder of a run in a store. */
export function runFolder(store: string, id: string): string {
  return join(resolve(store), id);
}
