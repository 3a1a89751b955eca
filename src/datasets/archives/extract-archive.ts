import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { syncFolder, temporarySibling } from "../../files/atomic-file";
import { eventError, mismatch, PromptcalError } from "../../errors/promptcal-error";
import { writeError, withWriteError } from "../../files/write-error";
import type { ArchiveEntry } from "./archive-entry";
import { entryPath } from "./entry-path";
import { tarEntries } from "./tar-entries";
import { zipEntries } from "./zip-entries";

/** Bounds of what an archive may unpack to. */
export interface ExtractLimits {
  /** Entries, kept or not; 2 million by default, ImageNet having 1.3. */
  readonly entries: number;
  /** Bytes of all kept files; 64 GiB by default, SUN397 having 37. */
  readonly bytes: number;
  /** Bytes of any one file; no bound of its own by default. */
  readonly fileBytes?: number;
}

export const EXTRACT_LIMITS: ExtractLimits = { entries: 2_000_000, bytes: 64 * 2 ** 30 };

/** Bytes of a tar's header, and to which a file is padded. */
const TAR_BLOCK = 512;

export interface ExtractRequest {
  readonly archive: string;
  readonly kind: "tar" | "zip";
  /** Folder inside the archive whose content is kept, with `/` at its end; `""` keeps all. */
  readonly from: string;
  /** Folder to make; it must not be there yet. */
  readonly to: string;
  readonly limits?: ExtractLimits;
  /** Called after each file. */
  readonly onFile?: (files: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Unpacks one folder of an archive (tar, tar.gz or zip). The target appears whole or not at all.
 * Only plain files and folders are made, with default permissions.
 * @returns the number of files
 * @throws PromptcalError for names that leave the folder, links, devices, a file stored twice, more
 *   than the limits allow, a damaged archive, or one without the folder; the signal's reason when raised
 */
export async function extractArchive(request: ExtractRequest): Promise<number> {
  const { to } = request;
  if (existsSync(to)) {
    throw eventError(`${to} exists already`, "remove it to unpack the archive again");
  }
  withWriteError(to, () => mkdirSync(dirname(to), { recursive: true }));
  const temporary = temporarySibling(to);
  try {
    const files = await unpack(request, temporary);
    renameSync(temporary, to);
    syncFolder(dirname(to));
    return files;
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    request.signal?.throwIfAborted();
    // A name that no file system takes is the archive's fault, not the disk's.
    if ((error as NodeJS.ErrnoException).code === "ENAMETOOLONG") {
      throw mismatch({
        what: "archive",
        expected: "names of files that the system takes",
        got: "one that is too long",
        where: request.archive,
      });
    }
    const reported = writeError(error, to);
    if (reported instanceof PromptcalError) throw reported;
    throw mismatch({
      what: "archive",
      expected: `a whole ${request.kind} file`,
      got: (error as Error).message,
      where: request.archive,
    });
  }
}

async function unpack(
  { archive, kind, from, limits = EXTRACT_LIMITS, onFile, signal }: ExtractRequest,
  target: string,
): Promise<number> {
  let [entries, files, bytes] = [0, 0, 0];
  const { fileBytes = Infinity } = limits;
  const counted = (): Transform => {
    let own = 0;
    return new Transform({
      transform(chunk: Buffer, _, done) {
        bytes += chunk.length;
        own += chunk.length;
        if (bytes > limits.bytes) done(tooMuch(archive, `at most ${limits.bytes} bytes`));
        else if (own > fileBytes)
          done(tooMuch(archive, `files of at most ${fileBytes} bytes`));
        else done(null, chunk);
      },
    });
  };
  // A tar has up to two blocks of its own for each entry.
  const max = limits.bytes + 2 * TAR_BLOCK * limits.entries;
  const stored = kind === "zip" ? zipEntries(archive) : tarEntries(archive, max);
  for await (const entry of stored) {
    signal?.throwIfAborted();
    entries += 1;
    if (entries > limits.entries)
      throw tooMuch(archive, `at most ${limits.entries} entries`);
    const inside = entryPath(entry.name, from, archive);
    if (inside === undefined || entry.kind === "folder") continue;
    refuseSpecial(entry, archive);
    const file = join(target, inside);
    mkdirSync(dirname(file), { recursive: true });
    refuseTwice(file, entry.name, archive);
    await pipeline(await entry.open(), counted(), createWriteStream(file, { flags: "wx" }));
    files += 1;
    onFile?.(files);
  }
  if (files > 0) return files;
  throw mismatch({
    what: `folder "${from}" of ${basename(archive)}`,
    expected: "files",
    got: `none among ${entries} entries`,
    where: archive,
  });
}

function refuseSpecial({ name, kind }: ArchiveEntry, where: string): void {
  if (kind === "file") return;
  throw mismatch({
    what: "archive entry",
    expected: "plain files and folders",
    got: `${kind === "link" ? "a link" : "a special file"}, ${JSON.stringify(name)}`,
    where,
    fix: "do not trust this file",
  });
}

function refuseTwice(file: string, name: string, where: string): void {
  if (!existsSync(file)) return;
  throw mismatch({
    what: `archive entry ${JSON.stringify(name)}`,
    expected: "once",
    got: "twice",
    where,
  });
}

function tooMuch(where: string, expected: string): PromptcalError {
  return mismatch({ what: "archive", expected, got: "more", where });
}
