import type { Readable } from "node:stream";
import { open, type Entry, type ZipFile } from "yauzl";
import type { ArchiveEntry } from "./archive-entry";

/** File types in the upper half of a zip entry's Unix attributes. */
const TYPE = 0o170000;
const LINK = 0o120000;
const FILE = 0o100000;

/** Entries of a zip; the reader checks that each has the size that the directory says. */
export async function* zipEntries(path: string): AsyncGenerator<ArchiveEntry> {
  const zip = await opened(path);
  try {
    for (let entry = await next(zip); entry !== undefined; entry = await next(zip)) {
      const own = entry;
      yield { name: own.fileName, kind: kindOf(own), open: () => content(zip, own) };
    }
  } finally {
    zip.close();
  }
}

function opened(path: string): Promise<ZipFile> {
  // Names are checked by `entryPath`, which knows both kinds of archive; as bytes they come unchecked.
  const options = { lazyEntries: true, autoClose: false, strictFileNames: true } as const;
  return new Promise((settle, fail) => {
    open(path, options, (error, zip) => (error ? fail(error) : settle(zip)));
  });
}

function next(zip: ZipFile): Promise<Entry | undefined> {
  return new Promise((settle, fail) => {
    const done = (act: () => void): void => {
      zip.removeListener("entry", onEntry);
      zip.removeListener("end", onEnd);
      zip.removeListener("error", onError);
      act();
    };
    const onEntry = (entry: Entry): void => done(() => settle(entry));
    const onEnd = (): void => done(() => settle(undefined));
    const onError = (error: Error): void => done(() => fail(error));
    zip.on("entry", onEntry).on("end", onEnd).on("error", onError);
    zip.readEntry();
  });
}

function content(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((settle, fail) => {
    zip.openReadStream(entry, (error, stream) => (error ? fail(error) : settle(stream)));
  });
}

function kindOf({ fileName, externalFileAttributes }: Entry): ArchiveEntry["kind"] {
  if (fileName.endsWith("/")) return "folder";
  const type = (externalFileAttributes >>> 16) & TYPE;
  if (type === LINK) return "link";
  return type === 0 || type === FILE ? "file" : "other";
}
