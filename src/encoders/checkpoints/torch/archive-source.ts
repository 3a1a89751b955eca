import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { fromBufferPromise, fromFdPromise, type ZipFile } from "yauzl";
import { mismatch } from "../../../errors/promptcal-error";
import { sha256 } from "../../../files/hash";

/** Where the bytes of an archive come from. */
export interface ArchiveSource {
  /** Bytes of the archive. */
  readonly size: number;
  /** Opens its directory. */
  readonly open: () => Promise<ZipFile>;
  /** Some of its bytes. @throws PromptcalError where they are not there */
  readonly read: (begin: number, length: number) => Uint8Array;
  /**
   * Hashes the archive, and keeps some spans in memory: of a file, `read` gives them without it from then on.
   * @param spans that do not overlap
   * @returns SHA-256 of all bytes
   */
  readonly keep: (spans: readonly Span[]) => string;
}

/** Bytes from `begin` up to, not with, `end`. */
export interface Span {
  readonly begin: number;
  readonly end: number;
}

const OPTIONS = { strictFileNames: true };
/** Bytes that are read at a time. */
const PIECE = 2 ** 24;

/** An archive in memory. */
export function archiveInMemory(bytes: Uint8Array): ArchiveSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    size: buffer.length,
    open: () => fromBufferPromise(buffer, OPTIONS),
    read: (begin, length) => buffer.subarray(begin, begin + length),
    keep: () => sha256(buffer),
  };
}

/** An archive in a file of any size: no array is larger than one of its entries. */
export class ArchiveFile implements ArchiveSource {
  readonly size: number;
  private readonly descriptor: number;
  /** What is kept in memory, by its first byte. */
  private readonly kept = new Map<number, Uint8Array>();

  constructor(private readonly path: string) {
    this.descriptor = openSync(path, "r");
    this.size = fstatSync(this.descriptor).size;
  }

  readonly open = (): Promise<ZipFile> => fromFdPromise(this.descriptor, OPTIONS);

  readonly read = (begin: number, length: number): Uint8Array => {
    const kept = this.kept.get(begin);
    if (kept?.length === length) return kept;
    const bytes = new Uint8Array(length);
    this.fill(bytes, begin);
    return bytes;
  };

  /** Reads the file once, from its first byte to its last. */
  readonly keep = (spans: readonly Span[]): string => {
    const hash = createHash("sha256");
    const onHash = (piece: Uint8Array): unknown => hash.update(piece);
    const between = new Uint8Array(Math.min(PIECE, this.size));
    const pass = (begin: number, end: number): void => {
      for (let at = begin; at < end; at += PIECE)
        this.fill(between.subarray(0, end - at), at, onHash);
    };
    let at = 0;
    for (const { begin, end } of [...spans].sort((a, b) => a.begin - b.begin)) {
      pass(at, begin);
      const bytes = new Uint8Array(end - begin);
      this.fill(bytes, begin, onHash);
      this.kept.set(begin, bytes);
      at = end;
    }
    pass(at, this.size);
    return hash.digest("hex");
  };

  /** Nothing can be read from then on but what is kept. */
  close(): void {
    closeSync(this.descriptor);
  }

  private fill(
    bytes: Uint8Array,
    begin: number,
    onPiece?: (piece: Uint8Array) => void,
  ): void {
    for (let at = 0; at < bytes.length;) {
      const requested = Math.min(PIECE, bytes.length - at);
      const got = readSync(this.descriptor, bytes, at, requested, begin + at);
      if (got === 0) {
        throw mismatch({
          what: "archive",
          expected: `${bytes.length} bytes from ${begin}`,
          got: `${at}`,
          where: this.path,
        });
      }
      onPiece?.(bytes.subarray(at, at + got));
      at += got;
    }
  }
}
