import { constants } from "node:buffer";
import { crc32, inflateRawSync } from "node:zlib";
import type { Entry } from "yauzl";
import { mismatch, PromptcalError } from "../../../errors/promptcal-error";
import { archiveInMemory, type ArchiveSource, type Span } from "./archive-source";

/** A file inside an archive; its bytes are taken when they are asked for. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes once unpacked, as the archive's directory says. */
  readonly size: number;
  /** Where it lies in the archive, packed. */
  readonly span: Span;
  /** @throws PromptcalError when the entry does not have the size and checksum of the directory */
  readonly read: () => Uint8Array;
}

/** Unpacked bytes that any entry may have; a larger one may be this many times its packed size. */
const HARMLESS = 2 ** 26;
const MAX_PACKING = 32;

const STORED = 0;
const DEFLATED = 8;

/** Opens a zip archive in memory, see `openArchive`. */
export function openZip(
  bytes: Uint8Array,
  where: string,
): Promise<ReadonlyMap<string, ZipEntry>> {
  return openArchive(archiveInMemory(bytes), where);
}

/**
 * Opens a zip archive (also zip64) of any size. Nothing is unpacked before it is read, and never more
 * than the size the directory gives, so that a zip bomb costs nothing.
 * @param where names the archive in errors
 * @throws PromptcalError for a truncated archive, names that leave it (`..`, absolute), entries that
 * overlap, occur twice, are encrypted, packed far too small, or of another packing than stored and deflated
 */
export async function openArchive(
  source: ArchiveSource,
  where: string,
): Promise<ReadonlyMap<string, ZipEntry>> {
  const entries = new Map<string, ZipEntry>();
  const spans: { name: string; begin: number; end: number }[] = [];
  try {
    const zip = await source.open();
    for await (const entry of zip.eachEntry()) {
      const { fileDataStart: begin } = await zip.readLocalFileHeaderPromise(entry, {
        minimal: true,
      });
      const end = begin + entry.compressedSize;
      const name = entry.fileName;
      const got = fault(entry, end, source.size, entries);
      if (got !== undefined) {
        throw mismatch({ what: `zip entry ${name}`, expected: "a plain file", got, where });
      }
      spans.push({ name, begin: entry.relativeOffsetOfLocalHeader, end });
      const read = (): Uint8Array => unpack(entry, source, begin, where);
      entries.set(name, { name, size: entry.uncompressedSize, span: { begin, end }, read });
    }
  } catch (error) {
    if (error instanceof PromptcalError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const fix = "if it is cut off, copy or download it again";
    throw mismatch({
      what: "zip archive",
      expected: "a whole one",
      got: reason,
      where,
      fix,
    });
  }
  checkOverlaps(spans, where);
  return entries;
}

function fault(
  entry: Entry,
  end: number,
  length: number,
  seen: ReadonlyMap<string, ZipEntry>,
): string | undefined {
  const method = entry.compressionMethod;
  if (seen.has(entry.fileName)) return "a second one of that name";
  if (entry.isEncrypted()) return "an encrypted one";
  if (method !== STORED && method !== DEFLATED) return `one of packing ${method}`;
  if (entry.uncompressedSize > Math.max(HARMLESS, MAX_PACKING * entry.compressedSize))
    return `${entry.uncompressedSize} bytes packed into ${entry.compressedSize}`;
  if (end > length) return `${end - length} bytes beyond the end of the archive`;
  if (method === STORED && entry.compressedSize !== entry.uncompressedSize) {
    return `${entry.compressedSize} stored bytes for ${entry.uncompressedSize}`;
  }
  return undefined;
}

/** Overlapping entries are how small archives unpack to petabytes; honest writers make none. */
function checkOverlaps(
  spans: readonly { name: string; begin: number; end: number }[],
  where: string,
): void {
  let before = { name: "", end: 0 };
  for (const span of [...spans].sort((a, b) => a.begin - b.begin)) {
    if (span.begin < before.end) {
      throw mismatch({
        what: `zip entry ${span.name}`,
        expected: `data behind ${before.name}, from byte ${before.end}`,
        got: `byte ${span.begin}`,
        where,
      });
    }
    before = span;
  }
}

function unpack(
  entry: Entry,
  source: ArchiveSource,
  begin: number,
  where: string,
): Uint8Array {
  const { fileName: name, uncompressedSize: size, crc32: checksum } = entry;
  const what = `zip entry ${name}`;
  if (size > constants.MAX_LENGTH) {
    const expected = `at most Node's ${constants.MAX_LENGTH} bytes`;
    throw mismatch({ what, expected, got: String(size), where });
  }
  const packed = source.read(begin, entry.compressedSize);
  let bytes = packed;
  if (entry.compressionMethod === DEFLATED) {
    try {
      bytes = inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
    } catch (error) {
      throw mismatch({
        what,
        expected: `${size} bytes`,
        got: error instanceof Error ? error.message : String(error),
        where,
      });
    }
  }
  if (bytes.byteLength !== size) {
    throw mismatch({ what, expected: `${size} bytes`, got: `${bytes.byteLength}`, where });
  }
  const got = crc32(bytes);
  if (got === checksum) return bytes;
  throw mismatch({
    what,
    expected: `checksum ${checksum.toString(16)}`,
    got: got.toString(16),
    where,
  });
}
