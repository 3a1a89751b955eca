import { crc32, inflateRawSync } from "node:zlib";
import { fromBufferPromise, type Entry } from "yauzl";
import { mismatch, PromptcalError } from "../../numeric/errors";

/** A file inside an archive; its bytes are taken when they are asked for. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes once unpacked, as the archive's directory says. */
  readonly size: number;
  /** @throws PromptcalError when the entry does not have the size and checksum of the directory */
  readonly read: () => Uint8Array;
}

/** Unpacked bytes that any entry may have; a larger one may be this many times its packed size. */
const HARMLESS = 2 ** 26;
const MOST_PACKING = 32;

const STORED = 0;
const DEFLATED = 8;

/**
 * Opens a zip archive in memory (also zip64). Nothing is unpacked before it is read, and never more
 * than the size the directory gives, so that a zip bomb costs nothing.
 * @param where names the archive in errors
 * @throws PromptcalError for a truncated archive, names that leave it (`..`, absolute), entries that
 * overlap, occur twice, are encrypted, packed far too small, or of another packing than stored and deflated
 */
export async function openZip(
  bytes: Uint8Array,
  where: string,
): Promise<ReadonlyMap<string, ZipEntry>> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = new Map<string, ZipEntry>();
  const spans: { name: string; begin: number; end: number }[] = [];
  try {
    const zip = await fromBufferPromise(buffer, { strictFileNames: true });
    for await (const entry of zip.eachEntry()) {
      const { fileDataStart: begin } = await zip.readLocalFileHeaderPromise(entry, {
        minimal: true,
      });
      const end = begin + entry.compressedSize;
      const name = entry.fileName;
      const got = fault(entry, end, buffer.length, entries);
      if (got !== undefined) {
        throw mismatch({ what: `zip entry ${name}`, expected: "a plain file", got, where });
      }
      spans.push({ name, begin: entry.relativeOffsetOfLocalHeader, end });
      const packed = buffer.subarray(begin, end);
      const read = (): Uint8Array => unpack(entry, packed, where);
      entries.set(name, { name, size: entry.uncompressedSize, read });
    }
  } catch (error) {
    if (error instanceof PromptcalError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw mismatch({ what: "zip archive", expected: "a whole one", got: reason, where });
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
  if (entry.uncompressedSize > Math.max(HARMLESS, MOST_PACKING * entry.compressedSize))
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

function unpack(entry: Entry, packed: Buffer, where: string): Uint8Array {
  const { fileName: name, uncompressedSize: size, crc32: checksum } = entry;
  const what = `zip entry ${name}`;
  let bytes: Uint8Array = packed;
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
