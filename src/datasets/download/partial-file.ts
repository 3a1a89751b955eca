import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import * as v from "valibot";
import { writeJsonAtomic } from "../../files/atomic-file";
import { parseIntact } from "../../files/json/parse-intact";
import { fields, TEXT, type Infer } from "../../files/json/schema";

const ORIGIN = fields({
  url: TEXT,
  /** The server's name for this version of the file: a strong ETag, or the time of its last change. */
  version: v.optional(TEXT),
});

/** Where the bytes of an unfinished download came from. */
export type PartOrigin = Infer<typeof ORIGIN>;

/** File that holds what has arrived of a download. */
export function partFile(path: string): string {
  return `${path}.part`;
}

/** Bytes that have arrived of a download. */
export function partBytes(path: string): number {
  return statSync(partFile(path), { throwIfNoEntry: false })?.size ?? 0;
}

/** Notes the origin of the bytes to come. */
export function recordOrigin(path: string, origin: PartOrigin): void {
  writeJsonAtomic(originFile(path), origin);
}

/**
 * Bytes of an earlier attempt that a request to `url` may go on from: all that arrived, if the file
 * is of the same address and its version is known, or if its hash will be checked; else none.
 */
export function resumable(
  path: string,
  url: string,
  hashIsKnown: boolean,
): { readonly bytes: number; readonly version?: string } {
  const bytes = partBytes(path);
  const origin = readOrigin(path);
  const version = origin?.url === url ? origin.version : undefined;
  if (version !== undefined) return { bytes, version };
  return { bytes: hashIsKnown ? bytes : 0 };
}

/** Removes a partial file and the note of its origin. */
export function forgetPart(path: string): void {
  rmSync(partFile(path), { force: true });
  rmSync(originFile(path), { force: true });
}

function originFile(path: string): string {
  return `${partFile(path)}.json`;
}

/** A damaged note counts as none: the download then starts over. */
function readOrigin(path: string): PartOrigin | undefined {
  const file = originFile(path);
  return existsSync(file) ? parseIntact(ORIGIN, readFileSync(file, "utf8")) : undefined;
}
