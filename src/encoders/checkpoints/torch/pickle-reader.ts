import { PromptcalError } from "../../../errors/promptcal-error";

/** Reads a pickle's bytes one after the other; every length is checked before it is used. */
export class PickleReader {
  private at = 0;
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly where: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Position of the next byte. */
  get position(): number {
    return this.at;
  }

  uint8(): number {
    return this.bytes[this.take(1)]!;
  }

  uint16(): number {
    return this.view.getUint16(this.take(2), true);
  }

  int32(): number {
    return this.view.getInt32(this.take(4), true);
  }

  uint32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  /** A length of eight bytes; beyond 2^53 it is longer than any file. */
  uint64(): number {
    return Number(this.view.getBigUint64(this.take(8), true));
  }

  /** Big-endian, as pickle has it for floats alone. */
  float64(): number {
    return this.view.getFloat64(this.take(8), false);
  }

  /** A signed little-endian integer of `length` bytes; not exact beyond 2^53, infinite beyond 2^255. */
  integer(length: number): number {
    const start = this.take(length);
    if (length > 32) return Infinity;
    let value = 0n;
    for (let i = 0; i < length; i++) {
      value |= BigInt(this.bytes[start + i]!) << BigInt(8 * i);
    }
    return Number(BigInt.asIntN(8 * length, value));
  }

  text(length: number): string {
    const start = this.take(length);
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, length).toString(
      "utf8",
    );
  }

  data(length: number): Uint8Array {
    const start = this.take(length);
    return this.bytes.subarray(start, start + length);
  }

  /** Text up to the end of the line, which is skipped. */
  line(): string {
    const end = this.bytes.indexOf(10, this.at);
    const text = this.text((end < 0 ? this.bytes.length : end) - this.at);
    this.take(1);
    return text;
  }

  private take(length: number): number {
    const start = this.at;
    if (length > this.bytes.length - start) {
      throw new PromptcalError(
        `pickle: expected ${length} bytes at ${start}, got the end at ${this.bytes.length} (${this.where})`,
      );
    }
    this.at += length;
    return start;
  }
}
