import { createHash, type Hash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { mismatch } from "../../errors/promptcal-error";
import { indexedTensor, type IndexedTensor } from "./safetensors";
import { readSafetensorsHeader } from "./safetensors-header";

/** Bytes that are read at a time; Node takes less than 2^31. */
const PIECE = 2 ** 28;

/** A safetensors file of any size in memory, each tensor in bytes of its own. */
export interface StreamedSafetensors {
  readonly tensors: ReadonlyMap<string, IndexedTensor>;
  readonly metadata: Readonly<Record<string, string>>;
  /** SHA-256 of the file. */
  readonly hash: string;
}

/**
 * Reads a safetensors file once, from its first byte to its last, and hashes it on the way. No array is
 * larger than a tensor, so that files beyond Node's 2 GiB are read too; all is checked before data are
 * allocated.
 * @throws PromptcalError naming tensor, expected and got; for a file that is cut while it is read
 */
export function streamSafetensors(path: string): StreamedSafetensors {
  const descriptor = openSync(path, "r");
  try {
    const hash = createHash("sha256");
    const read = (begin: number, length: number): Uint8Array =>
      readPieces(descriptor, begin, length, hash, path);
    const { size } = fstatSync(descriptor);
    const { entries, metadata, bodyStart } = readSafetensorsHeader(read, size, path);
    const tensors = new Map<string, IndexedTensor>();
    // In the order of the data, which the checked header leaves no gap in.
    for (const entry of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
      const bytes = read(bodyStart + entry.begin, entry.end - entry.begin);
      tensors.set(entry.name, indexedTensor(entry, bytes, path));
    }
    return { tensors, metadata, hash: hash.digest("hex") };
  } finally {
    closeSync(descriptor);
  }
}

function readPieces(
  descriptor: number,
  begin: number,
  length: number,
  hash: Hash,
  where: string,
): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const requested = Math.min(PIECE, length - at);
    const got = readSync(descriptor, bytes, at, requested, begin + at);
    if (got === 0) {
      throw mismatch({
        what: "safetensors file",
        expected: `${length} bytes from ${begin}`,
        got: `${at}`,
        where,
      });
    }
    hash.update(bytes.subarray(at, at + got));
    at += got;
  }
  return bytes;
}
