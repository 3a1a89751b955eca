import { PromptcalError } from "../../errors/promptcal-error";
import { SystemFailure } from "../../files/system-error";
import { isInterruption } from "../run/interruption";
import type { AddedRun } from "../store/add-run";
import { importPrompts, type PromptImport } from "./import-prompts";

/** Result of importing some checkpoints. */
export interface ImportedFiles {
  readonly runs: readonly AddedRun[];
  /** A line for each checkpoint that was refused. */
  readonly refused: readonly string[];
}

/**
 * Makes runs of checkpoints. One that is refused does not keep the others from being imported.
 * @param files of `findPromptFiles`
 * @param onFile called before each checkpoint, with the number of those before it and of all
 * @param onRun called after each one that was imported
 * @throws PromptcalError where the disk is full; the signal's reason when interrupted
 */
export async function importFiles(
  files: readonly string[],
  request: PromptImport,
  {
    onFile,
    onRun,
  }: {
    onFile?: (done: number, total: number) => void;
    onRun?: (path: string, run: AddedRun) => void;
  } = {},
): Promise<ImportedFiles> {
  const runs: AddedRun[] = [];
  const refused: string[] = [];
  for (const [index, file] of files.entries()) {
    request.signal?.throwIfAborted();
    onFile?.(index, files.length);
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
