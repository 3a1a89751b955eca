import { existsSync } from "node:fs";
import { join } from "node:path";
import { writeJsonAtomic } from "../../numeric/atomic-file";
import { mismatch, shown } from "../../numeric/errors";
import { asRecord } from "../../numeric/json-fields";
import { readJson } from "../../numeric/parse-json";

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
  const fix = "restore it, or remove it to trust what is downloaded next";
  const { files } = asRecord(readJson(path, "lock file", fix), "lock file", path);
  for (const [name, entry] of Object.entries(asRecord(files, "files of the lock", path))) {
    const { sha256 } = asRecord(entry, `${name} in the lock`, path);
    if (typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256)) continue;
    throw mismatch({
      what: `SHA-256 of ${name} in the lock`,
      expected: "64 hex digits",
      got: shown(sha256),
      where: path,
      fix,
    });
  }
  return files as Lock;
}

/** Remembers a file; what is remembered already stays. */
export function rememberFile(dataRoot: string, name: string, entry: LockedFile): void {
  const files = { [name]: entry, ...readLock(dataRoot) };
  writeJsonAtomic(lockFile(dataRoot), {
    about: "SHA-256 of files whose hash is not published, as they first came",
    files,
  });
}
