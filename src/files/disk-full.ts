import { existsSync, statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { mismatch } from "../errors/promptcal-error";

/** Codes of writes that fail for want of room, in words. */
const CAUSES: Readonly<Record<string, string>> = {
  ENOSPC: "a full disk",
  EDQUOT: "a used-up quota",
  EFBIG: "a limit on the size of files (ulimit -f)",
};

/**
 * Does what writes a file, and tells a want of room as `roomError` does.
 * @param path the file that is written
 * @param bytes room that it needs, where that is known
 */
export function tellingRoom<T>(path: string, write: () => T, bytes?: number): T {
  try {
    return write();
  } catch (error) {
    throw roomError(error, path, bytes);
  }
}

/**
 * What to throw for an error of writing: where room was wanting, a PromptcalError that names the file, the room
 * needed and free, and how to go on (its cause is Node's error); else the error itself.
 */
export function roomError(error: unknown, path: string, bytes?: number): unknown {
  const cause = CAUSES[(error as NodeJS.ErrnoException).code ?? ""];
  if (cause === undefined) return error;
  const free = freeBytes(path);
  const told = mismatch({
    what: `writing ${resolve(path)}`,
    expected: bytes === undefined ? "room" : `room for ${megabytes(bytes)}`,
    got: free === undefined ? cause : `${cause}, ${megabytes(free)} free`,
    fix: "make room and give the same command again, it goes on from what is stored",
  });
  told.cause = error;
  return told;
}

/** Bytes that the disk of a path has left for this user; undefined where nobody says. */
function freeBytes(path: string): number | undefined {
  let folder = dirname(resolve(path));
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/** `1.25 MB`; megabytes are 10^6 bytes. */
function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
