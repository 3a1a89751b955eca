import { existsSync, statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { isWithin, sayWhereWritten } from "./folders";
import { systemError } from "./system-error";

/**
 * Does what writes a file or folder, and turns an error of the operating system into one line: what could not be
 * written, why, and the way out.
 * @param path what is written, as the user knows it: not a temporary sibling
 * @param bytes room that it needs, where that is known
 * @throws PromptcalError whose cause is Node's error
 */
export function withWriteError<T>(path: string, write: () => T, bytes?: number): T {
  sayWhereWritten(path);
  try {
    return write();
  } catch (error) {
    throw writeError(error, path, bytes);
  }
}

/**
 * What to throw for an error of writing: for one of the operating system a PromptcalError that names the file, where
 * room was wanting the room needed and free, and how to go on (its cause is Node's error); else the error itself.
 * @param path what was being written
 */
export function writeError(error: unknown, path: string, bytes?: number): unknown {
  // An error of reading another file says nothing about this one.
  const other = (error as NodeJS.ErrnoException).path;
  const [target, near] = [resolve(path), dirname(resolve(path))];
  if (other !== undefined && !isWithin(other, near) && !isWithin(target, other))
    return systemError(error);
  return systemError(error, {
    what: `could not write ${resolve(path)}`,
    path,
    room: () => roomOf(path, bytes),
  });
}

/** ` (0.07 MB needed, 0.00 MB free)`, as far as it is known. */
function roomOf(path: string, bytes: number | undefined): string {
  const free = freeBytes(path);
  const known = [
    ...(bytes === undefined ? [] : [`${megabytes(bytes)} needed`]),
    ...(free === undefined ? [] : [`${megabytes(free)} free`]),
  ];
  return known.length > 0 ? ` (${known.join(", ")})` : "";
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
