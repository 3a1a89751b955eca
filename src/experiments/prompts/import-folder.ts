import { PromptcalError } from "../../errors/promptcal-error";
import { SystemFailure } from "../../files/system-error";
import { isInterruption } from "../run/interruption";
import type { AddedRun } from "../store/add-run";
import { findPromptFiles, type WhichEpoch } from "./find-prompt-files";
import { importPrompts, type PromptImport } from "./import-prompts";

/** Result of importing a folder of checkpoints. */
export interface ImportedFolder {
  readonly runs: readonly AddedRun[];
  /** A line for each checkpoint that was refused. */
  readonly refused: readonly string[];
}

/**
 * Makes runs of all checkpoints below a folder. One that is refused does not keep the others from being imported.
 * @param onRun called after each
 * @throws PromptcalError where there is no checkpoint, or the disk is full; the signal's reason when interrupted
 */
export async function importFolder(
  path: string,
  request: PromptImport,
  {
    epoch,
    onRun,
  }: { epoch?: WhichEpoch; onRun?: (path: string, run: AddedRun) => void } = {},
): Promise<ImportedFolder> {
  const runs: AddedRun[] = [];
  const refused: string[] = [];
  for (const file of findPromptFiles(path, epoch)) {
    request.signal?.throwIfAborted();
    try {
      const run = await importPrompts(file, request);
      runs.push(run);
      onRun?.(file, run);
    } catch (error) {
      const isRefusal =
        error instanceof PromptcalError && !(error instanceof SystemFailure);
      if (!isRefusal || isInterruption(error)) throw error;
      refused.push(error.message);
    }
  }
  return { runs, refused };
}
