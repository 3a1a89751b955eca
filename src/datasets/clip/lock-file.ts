import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeJsonAtomic } from "../../numeric/atomic-file";
import { mismatch } from "../../numeric/errors";

/** A file trusted on first use. */
export interface LockedFile {
  readonly sha256: string;
  readonly bytes: number;
  /** Day of first use, `2025-01-31`. */
  readonly since: string;
}

type Lock = Readonly<Record<string, LockedFile>>;

/** The file beside the data sets that remembers what was trusted on first use. */
export function lockFile(dataRoot: string): string {
  return join(dataRoot, "promptcal-lock.json");
}

/**
 * Files of a data root that were trusted on first use, by their names in the sources.
 * @throws PromptcalError for a lock that is no longer readable: it is not silently forgotten
 */
export function readLock(dataRoot: string): Lock {
  const path = lockFile(dataRoot);
  if (!existsSync(path)) return {};
  let files: unknown;
  try {
    files = (JSON.parse(readFileSync(path, "utf8")) as { files?: unknown }).files;
  } catch {
    files = undefined;
  }
  const good =
    typeof files === "object" &&
    files !== null &&
    Object.values(files as Lock).every((entry) =>
      /^[0-9a-f]{64}$/.test(entry?.sha256 ?? ""),
    );
  if (good) return files as Lock;
  throw mismatch({
    what: "lock file",
    expected: "JSON with the SHA-256 of each file",
    got: "something else",
    where: path,
    fix: "restore it, or remove it to trust what is downloaded next",
  });
}

/** Remembers a file; what is remembered already stays. */
export function rememberFile(dataRoot: string, name: string, entry: LockedFile): void {
  const files = { [name]: entry, ...readLock(dataRoot) };
  writeJsonAtomic(lockFile(dataRoot), {
    about: "SHA-256 of files whose hash is not published, as they first came",
    files,
  });
}
