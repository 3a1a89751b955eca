import { type BigIntStats, statSync } from "node:fs";
import { resolve } from "node:path";
import { fileStamp, isSettled } from "./file-stamp";
import { sha256FileSync } from "./hash";

const known = new Map<string, { readonly stamp: string; readonly hash: string }>();

/** SHA-256 of a file that this process has read before and that has not changed since, else undefined. */
export function rememberedFileHash(path: string): string | undefined {
  const entry = known.get(resolve(path));
  if (entry === undefined) return undefined;
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats !== undefined && entry.stamp === fileStamp(stats) ? entry.hash : undefined;
}

/**
 * Remembers a file's SHA-256 until this process ends.
 * @param stats taken before the file was read, so that a change while it was read shows
 */
export function rememberFileHash(path: string, stats: BigIntStats, hash: string): void {
  if (isSettled(stats)) known.set(resolve(path), { stamp: fileStamp(stats), hash });
}

/**
 * SHA-256 of a whole file, which is read unless this process has read it before and it has not changed since.
 * @returns undefined where there is no such file
 */
export function unchangedFileHash(path: string): string | undefined {
  const before = rememberedFileHash(path);
  if (before !== undefined) return before;
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  const hash = sha256FileSync(path);
  rememberFileHash(path, stats, hash);
  return hash;
}
