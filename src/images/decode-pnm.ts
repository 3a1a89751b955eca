import { PromptcalError } from "../errors/promptcal-error";
import type { Picture } from "./picture-modes";

/** Whether bytes begin as a picture of Netpbm does: P1 to P6. */
export function isPnm(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1]! >= 0x31 && bytes[1]! <= 0x36 && isSpace(bytes[2]!);
}

/**
 * Decodes a picture of Netpbm (PBM, PGM, PPM; as text or as bytes) as Pillow does: values are scaled to 255, those of
 * grey pictures with more than 256 levels to 65535.
 * @param maxPixels of the largest picture that is decoded
 * @throws PromptcalError for bytes that are none, or cut
 */
export function decodePnm(bytes: Uint8Array, maxPixels: number): Picture {
  const kind = bytes[1]! - 0x30;
  const reader = new TokenReader(bytes, 2);
  const [width, height] = [reader.number(), reader.number()];
  if (!(width > 0 && height > 0 && width * height <= maxPixels)) {
    throw new PromptcalError(
      `${width} x ${height} pixels; at most ${maxPixels} are decoded`,
    );
  }
  const count = width * height;
  const size = { width, height };
  if (kind === 1 || kind === 4) {
    const data = tripled(kind === 1 ? plainBits(reader, count) : packedBits(reader, size));
    return { mode: "binary", raster: { data, ...size, channels: 3 } };
  }
  const max = reader.number();
  if (!(max > 0 && max < 65536)) throw new PromptcalError(`a largest value of ${max}`);
  const isColour = kind === 3 || kind === 6;
  const values = kind <= 3 ? plainValues : byteValues;
  const samples = values(reader, isColour ? 3 * count : count, max);
  const isWide = !isColour && max > 255;
  const top = isWide ? 65535 : 255;
  const scaled = max === top ? samples : samples.map((value) => scaledTo(top, value, max));
  if (isWide) return { mode: "integers", raster: { data: scaled, ...size, channels: 1 } };
  const data = isColour ? Uint8Array.from(scaled) : tripled(scaled);
  return { mode: "opaque", raster: { data, ...size, channels: 3 } };
}

/** Halves go to the even neighbour, as Python rounds. */
function scaledTo(top: number, value: number, max: number): number {
  const exact = (value / max) * top;
  const down = Math.floor(exact);
  const rounded = exact - down === 0.5 ? down + (down % 2) : Math.round(exact);
  return Math.min(top, rounded);
}

function plainBits(reader: TokenReader, count: number): Int32Array {
  return Int32Array.from({ length: count }, () => (reader.digit() === 1 ? 0 : 255));
}

function packedBits(
  reader: TokenReader,
  { width, height }: { readonly width: number; readonly height: number },
): Int32Array {
  const stride = Math.ceil(width / 8);
  const bytes = reader.rest(stride * height);
  return Int32Array.from({ length: width * height }, (_, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    const byte = bytes[row * stride + (column >> 3)]!;
    return (byte >> (7 - (column % 8))) & 1 ? 0 : 255;
  });
}

function plainValues(reader: TokenReader, count: number, max: number): Int32Array {
  return Int32Array.from({ length: count }, () => {
    const value = reader.number();
    if (value <= max) return value;
    throw new PromptcalError(`a value of ${value} above the largest, ${max}`);
  });
}

function byteValues(reader: TokenReader, count: number, max: number): Int32Array {
  if (max < 256) return Int32Array.from(reader.rest(count));
  const bytes = reader.rest(2 * count);
  return Int32Array.from(
    { length: count },
    (_, i) => 256 * bytes[2 * i]! + bytes[2 * i + 1]!,
  );
}

function tripled(values: Int32Array): Uint8Array {
  const data = new Uint8Array(3 * values.length);
  values.forEach((value, i) => data.fill(value, 3 * i, 3 * i + 3));
  return data;
}

const [HASH, LINE_FEED, RETURN] = [0x23, 0x0a, 0x0d];

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

/** Numbers in text, between spaces and comments. */
class TokenReader {
  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {}

  /** The next number; the one byte behind it belongs to it. */
  number(): number {
    this.skip();
    const start = this.at;
    while (this.at < this.bytes.length && !this.atSpace()) this.at += 1;
    const token = Buffer.from(this.bytes.subarray(start, this.at)).toString("latin1");
    if (!/^\d{1,10}$/.test(token)) {
      throw new PromptcalError(
        token === ""
          ? "an end before the last number"
          : `"${token.slice(0, 20)}" for a number`,
      );
    }
    this.at += 1;
    return Number(token);
  }

  /** The next digit of a text of zeros and ones, which need no space between them. */
  digit(): number {
    this.skip();
    const digit = (this.bytes[this.at] ?? -1) - 0x30;
    if (digit !== 0 && digit !== 1)
      throw new PromptcalError("an end before the last pixel");
    this.at += 1;
    return digit;
  }

  /** Bytes from here on. */
  rest(count: number): Uint8Array {
    const found = this.bytes.subarray(this.at, this.at + count);
    if (found.length === count) return found;
    throw new PromptcalError(`${found.length} bytes of ${count}: the file is cut`);
  }

  private atSpace(): boolean {
    return isSpace(this.bytes[this.at]!) || this.bytes[this.at] === HASH;
  }

  private skip(): void {
    while (this.at < this.bytes.length && this.atSpace()) {
      if (this.bytes[this.at] === HASH) {
        while (
          this.at < this.bytes.length &&
          this.bytes[this.at] !== LINE_FEED &&
          this.bytes[this.at] !== RETURN
        )
          this.at += 1;
      }
      this.at += 1;
    }
  }
}
