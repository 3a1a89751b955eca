import { createReadStream, openSync, readSync, closeSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import type { ArchiveEntry } from "./archive-entry";

const KINDS: Readonly<Record<string, ArchiveEntry["kind"]>> = {
  file: "file",
  "contiguous-file": "file",
  directory: "folder",
  symlink: "link",
  link: "link",
};

/** Entries of a tar, compressed with gzip or not, whatever its name says. */
export async function* tarEntries(path: string): AsyncGenerator<ArchiveEntry> {
  const entries = extract();
  const source = createReadStream(path);
  const fed = isGzip(path)
    ? pipeline(source, createGunzip(), entries)
    : pipeline(source, entries);
  // Its failure destroys `entries` and so ends the loop below, which tells of it.
  fed.catch(() => undefined);
  for await (const entry of entries) {
    const { name, type } = entry.header;
    // streamx's streams can be iterated; its types leave that out.
    const content = entry as unknown as AsyncIterable<Uint8Array>;
    yield { name, kind: KINDS[type] ?? "other", open: async () => content };
    entry.resume();
  }
  await fed;
}

function isGzip(path: string): boolean {
  const start = Buffer.alloc(2);
  const handle = openSync(path, "r");
  try {
    readSync(handle, start, 0, 2, 0);
  } finally {
    closeSync(handle);
  }
  return start.equals(Buffer.from([0x1f, 0x8b]));
}
