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
 * @param onFile called before each checkpoint
 * @param onRun called after each one that was imported
 * @throws PromptcalError where there is no checkpoint, or the disk is full; the signal's reason when interrupted
 */
export async function importFolder(
  path: string,
  request: PromptImport,
  {
    epoch,
    onFile,
    onRun,
  }: {
    epoch?: WhichEpoch;
    onFile?: (path: string) => void;
    onRun?: (path: string, run: AddedRun) => void;
  } = {},
): Promise<ImportedFolder> {
  const runs: AddedRun[] = [];
  const refused: string[] = [];
  for (const file of findPromptFiles(path, epoch)) {
    request.signal?.throwIfAborted();
    onFile?.(file);
    try {
      const run = await importPrompts(file, request);
      runs.push(run);
      onRun?.(file, run);
    } catch (error) {
      if (!isRefusal(error, file) || isInterruption(error)) throw error;
      refused.push(error.message);
    }
  }
  return { runs, refused };
}

/** Whether an error is about the checkpoint: what it holds, or that it may not be read. */
function isRefusal(error: unknown, file: string): error is PromptcalError {
  if (error instanceof SystemFailure) return error.path === file;
  return error instanceof PromptcalError;
}
