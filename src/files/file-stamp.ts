import type { BigIntStats } from "node:fs";

/** A file changed so shortly before its hash was taken could change again under the same time stamp. */
const UNSETTLED_NS = 2_000_000_000n;

/**
 * What is no longer the same when a file has been written to: size, time of writing and time of change (which no
 * program can set), `<bytes> <ns> <ns>`.
 */
export function fileStamp({ size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${size} ${mtimeNs} ${ctimeNs}`;
}

/** Whether the stamp can be relied on: the file was last changed more than two seconds ago. */
export function isSettled({ ctimeNs }: BigIntStats): boolean {
  return BigInt(Date.now()) * 1_000_000n - ctimeNs >= UNSETTLED_NS;
}
