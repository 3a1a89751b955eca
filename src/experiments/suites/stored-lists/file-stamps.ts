import type { BigIntStats } from "node:fs";
import { fileStamp } from "../../../files/file-stamp";

/** Numbers of a stamp: size, time of writing and time of change. */
export const STAMP_NUMBERS = 3;

/** Stamps of many files, as `fileStamp` has them: 24 bytes each. */
export class FileStamps {
  /** @param values three numbers a file */
  constructor(readonly values: BigUint64Array) {}

  /** Room for as many stamps. */
  static of(files: number): FileStamps {
    return new FileStamps(new BigUint64Array(STAMP_NUMBERS * files));
  }

  set(index: number, { size, mtimeNs, ctimeNs }: BigIntStats): void {
    this.values.set([size, mtimeNs, ctimeNs], STAMP_NUMBERS * index);
  }

  /** Whether all files have the same stamps. */
  equals(other: FileStamps): boolean {
    return this.bytes().equals(other.bytes());
  }

  /** Whether a file is as it was. */
  holds(index: number, stats: BigIntStats): boolean {
    const from = STAMP_NUMBERS * index;
    const stamp = this.values.subarray(from, from + STAMP_NUMBERS);
    return stamp.join(" ") === fileStamp(stats);
  }

  /** The numbers' bytes, without a copy. */
  bytes(): Buffer {
    const { buffer, byteOffset, byteLength } = this.values;
    return Buffer.from(buffer, byteOffset, byteLength);
  }
}
