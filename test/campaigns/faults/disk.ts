import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";

/**
 * Mounts a small disk in memory, which may be filled without harm to others.
 * @returns what gives it back, or why there is none
 */
export function mountDisk(folder: string, megabytes: number): (() => void) | string {
  mkdirSync(folder, { recursive: true });
  const options = { stdio: "pipe" } as const;
  try {
    execFileSync(
      "mount",
      ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder],
      options,
    );
  } catch (error) {
    return `no small disk can be mounted (${(error as Error).message.trim().split("\n").at(-1)})`;
  }
  return () => void execFileSync("umount", ["--lazy", folder], options);
}

/** Fills a disk to its last byte. @returns what empties it again */
export function fillDisk(folder: string): () => void {
  const path = join(folder, "filler");
  const handle = openSync(path, "w");
  try {
    const block = Buffer.alloc(1 << 20);
    for (let size = block.length; size > 0;) {
      try {
        writeSync(handle, block, 0, size);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
        size = Math.floor(size / 2);
      }
    }
  } finally {
    closeSync(handle);
  }
  return () => rmSync(path, { force: true });
}

/** Free bytes of the disk of a folder. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
