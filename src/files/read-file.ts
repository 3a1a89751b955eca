import { readFileSync } from "node:fs";

/**
 * The bytes of a whole file. For a folder Node's error names no path; here it does, so that `systemError` can.
 * @throws Node's error, with the path
 */
export function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    (error as NodeJS.ErrnoException).path ??= path;
    throw error;
  }
}
