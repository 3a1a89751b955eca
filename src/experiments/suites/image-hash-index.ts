import { type BigIntStats, existsSync, readFileSync } from "node:fs";
import { writeFileAtomic } from "../../files/atomic-file";
import { fileStamp, isSettled } from "../../files/file-stamp";

const LINE = /^([0-9a-f]{64}) (\d+) (\d+) (\d+) (.+)$/;

/**
 * SHA-256 of image files as an earlier process took them, each valid as long as the file's size, time of
 * writing and time of change (which no program can set) are what they were: reading ImageNet's 140 GB
 * once is enough. One line a file: hash, size, times in nanoseconds, path.
 */
export class ImageHashIndex {
  private readonly known = new Map<
    string,
    { readonly stamp: string; readonly hash: string }
  >();
  private changed = false;

  /** @param file read when it exists; lines that are not of the form above are passed over */
  constructor(private readonly file: string) {
    if (!existsSync(file)) return;
    for (const line of readFileSync(file, "utf8").split("\n")) {
      const [, hash, size, written, changed, path] = LINE.exec(line) ?? [];
      if (hash === undefined) continue;
      this.known.set(path!, { stamp: `${size} ${written} ${changed}`, hash });
    }
  }

  /** The hash of a file that is still as it was, else undefined. */
  get(path: string, stats: BigIntStats): string | undefined {
    const entry = this.known.get(path);
    return entry?.stamp === fileStamp(stats) ? entry.hash : undefined;
  }

  /** Remembers the hash of a file that was read after `stats` were taken. */
  set(path: string, stats: BigIntStats, hash: string): void {
    if (!isSettled(stats)) return;
    this.known.set(path, { stamp: fileStamp(stats), hash });
    this.changed = true;
  }

  /** Writes the index whole, if there is anything new. */
  save(): void {
    if (!this.changed) return;
    writeFileAtomic(this.file, this.lines());
    this.changed = false;
  }

  private *lines(): Iterable<Uint8Array> {
    for (const [path, { stamp, hash }] of this.known)
      if (!path.includes("\n")) yield Buffer.from(`${hash} ${stamp} ${path}\n`);
  }
}
