import { createReadStream, openSync, readSync, closeSync } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { mismatch } from "../../errors/promptcal-error";
import type { ArchiveEntry } from "./archive-entry";

const KINDS: Readonly<Record<string, ArchiveEntry["kind"]>> = {
  file: "file",
  "contiguous-file": "file",
  directory: "folder",
  symlink: "link",
  link: "link",
};

/**
 * Entries of a tar, compressed with gzip or not, whatever its name says.
 * @param max bytes that it may unpack to, headers included
 */
export async function* tarEntries(path: string, max: number): AsyncGenerator<ArchiveEntry> {
  // Asked first: it throws where there is no such file, and nobody would hear of the stream's own error then.
  const isCompressed = isGzip(path);
  const entries = extract();
  const source = createReadStream(path);
  const fed = isCompressed
    ? pipeline(source, createGunzip(), bounded(max, path), entries)
    : pipeline(source, entries);
  // Its failure destroys `entries` and so ends the loop below, which tells of it.
  fed.catch(() => undefined);
  for await (const entry of entries) {
    const { name, type } = entry.header;
    // streamx's streams can be iterated; its types leave that out.
    if (!isIterable(entry)) throw new Error("expected an entry that can be iterated");
    const open = async () => contentOf(entry, fed);
    yield { name, kind: KINDS[type] ?? "other", open };
    entry.resume();
  }
  await fed;
}

function isIterable(entry: object): entry is AsyncIterable<Uint8Array> {
  return Symbol.asyncIterator in entry;
}

/**
 * Node's pipeline does not learn of it when a stream of streamx is destroyed, as it is at the end of a
 * truncated archive, and waits for ever; a loop over it ends.
 */
async function* contentOf(
  pieces: AsyncIterable<Uint8Array>,
  fed: Promise<void>,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of pieces) yield piece;
  } catch (error) {
    // That the stream was destroyed says less than why.
    await fed;
    throw error;
  }
}

/** Lets that many bytes through: a small file can unpack to years of zeros, which hold no entry. */
function bounded(max: number, where: string): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      const tooMany = {
        what: "archive",
        expected: `at most ${max} bytes`,
        got: "more",
        where,
      };
      if (bytes > max) done(mismatch(tooMany));
      else done(null, chunk);
    },
  });
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
