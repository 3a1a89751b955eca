import { existsSync } from "node:fs";
import { join } from "node:path";
import { writeJsonAtomic } from "../../files/atomic-file";
import { checked } from "../../files/json/checked";
import { readJson } from "../../files/json/parse-json";
import {
  byName,
  fields,
  finiteNumber,
  SHA_256,
  TEXT,
  type Infer,
} from "../../files/json/schema";

/** A file trusted on first use. */
const LOCKED_FILE = fields({
  sha256: SHA_256,
  bytes: finiteNumber(),
  /** Day of first use, `2025-01-31`. */
  since: TEXT,
});
export type LockedFile = Infer<typeof LOCKED_FILE>;

const LOCK = fields({ files: byName(LOCKED_FILE) }, "JSON with the SHA-256 of each file");

/** The file beside the data sets that lists the hashes trusted on first use. */
export function lockFile(dataRoot: string): string {
  return join(dataRoot, "promptcal-lock.json");
}

/**
 * Files of a data root that were trusted on first use, by their names in the sources.
 * @throws PromptcalError for a lock that is no longer readable: it is not silently forgotten
 */
export function readLock(dataRoot: string): Readonly<Record<string, LockedFile>> {
  const path = lockFile(dataRoot);
  if (!existsSync(path)) return {};
  const fix = "restore it, or remove it to trust what is downloaded next";
  return checked(LOCK, readJson(path, "lock file", fix), "lock file", path, fix).files;
}

/** Remembers a file; what is remembered already stays. */
export function rememberFile(dataRoot: string, name: string, entry: LockedFile): void {
  const files = { [name]: entry, ...readLock(dataRoot) };
  writeJsonAtomic(lockFile(dataRoot), {
    about: "SHA-256 of files whose hash is not published, as they first came",
    files,
  });
}
