import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { syncFolder, temporarySibling } from "./atomic-file";
import { writeError, withWriteError } from "./write-error";

/**
 * Makes a folder that appears whole or not at all; one that was there is replaced. Two processes can make the same
 * at once: the first one's stays, since it may be in use already. For many small files, which to sync one by one would
 * take minutes.
 * @param fill writes the files into a temporary sibling, which is not there yet
 * @returns what `fill` returns
 * @throws PromptcalError where the folder cannot be written
 */
export async function writeFolderAtomic<T>(
  folder: string,
  fill: (temporary: string) => Promise<T>,
): Promise<T> {
  withWriteError(folder, () => mkdirSync(dirname(folder), { recursive: true }));
  const temporary = temporarySibling(folder);
  const replaces = existsSync(folder);
  try {
    const filled = await fill(temporary);
    if (replaces) rmSync(folder, { recursive: true, force: true });
    moveInto(temporary, folder);
    syncFolder(dirname(folder));
    return filled;
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw writeError(error, folder);
  }
}

function moveInto(temporary: string, folder: string): void {
  try {
    renameSync(temporary, folder);
  } catch (error) {
    // Another process has just put the same folder there.
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
    rmSync(temporary, { recursive: true });
  }
}
