import { existsSync } from "node:fs";
import { join } from "node:path";
import { writeJsonAtomic } from "../../files/atomic-file";
import { mismatch, shown } from "../../errors/promptcal-error";
import { readJson } from "../../files/parse-json";

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
  const wrong = (what: string, expected: string, got: unknown): Error =>
    mismatch({ what, expected, got: shown(got), where: path, fix });
  const lock = readJson(path, "lock file", fix) as { readonly files?: unknown } | null;
  const files = lock?.files;
  if (typeof files !== "object" || files === null) {
    throw wrong("lock file", "JSON with the SHA-256 of each file", files);
  }
  for (const [name, entry] of Object.entries(files as Readonly<Record<string, unknown>>)) {
    const { sha256 } = (entry ?? {}) as { readonly sha256?: unknown };
    if (typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256)) continue;
    throw wrong(`SHA-256 of ${name} in the lock file`, "64 hex digits", sha256);
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
