import { mismatch } from "../../../errors/promptcal-error";
import { ICON_SIZE } from "./render";

/** Bytes of a row of pixels; in a file one byte goes before it, the filter 0, which changes nothing. */
const ROW = ICON_SIZE * 3;
const DATA = ICON_SIZE * (ROW + 1);

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});

/** All that stands before the pixels, the same in every file: their size, 1,000 pixels a metre, one stored block. */
const HEAD = Buffer.concat([
  Buffer.from("89504e470d0a1a0a", "hex"),
  chunk("IHDR", [...word(ICON_SIZE), ...word(ICON_SIZE), 8, 2, 0, 0, 0]),
  chunk("pHYs", [...word(1000), ...word(1000), 1]),
  Buffer.from([...word(DATA + 11), ...Buffer.from("IDAT"), 0x48, 0x0d, 1]),
  Buffer.from([DATA & 255, DATA >> 8, ~DATA & 255, (~DATA >> 8) & 255]),
]);
const TAIL = chunk("IEND", []);
const TYPE_AND_BLOCK = 11;
const SIZE = HEAD.length + DATA + 8 + TAIL.length;

/**
 * An icon as a PNG file, byte by byte as libvips writes it uncompressed: the bytes depend on no version of a
 * library, and a pipeline for every small picture would take most of the time of making a data set.
 * @param pixels ICON_SIZE x ICON_SIZE RGB bytes
 */
export function plainPng(pixels: Uint8Array): Buffer {
  const file = Buffer.alloc(SIZE);
  HEAD.copy(file);
  for (let row = 0; row < ICON_SIZE; row++) {
    file.set(pixels.subarray(row * ROW, (row + 1) * ROW), startOf(row));
  }
  const end = HEAD.length + DATA;
  file.writeUInt32BE(adler32(file.subarray(HEAD.length, end)), end);
  file.writeUInt32BE(crc32(file.subarray(HEAD.length - TYPE_AND_BLOCK, end + 4)), end + 4);
  TAIL.copy(file, end + 8);
  return file;
}

/**
 * The pixels of a file that `plainPng` has written, ICON_SIZE x ICON_SIZE RGB bytes.
 * @param where file for errors
 * @throws PromptcalError for other files, be they pictures or not
 */
export function plainPngPixels(file: Uint8Array, where: string): Uint8Array {
  if (file.length !== SIZE || HEAD.compare(file, 0, HEAD.length) !== 0) {
    throw mismatch({
      what: "icon",
      expected: `an uncompressed PNG of ${ICON_SIZE} x ${ICON_SIZE} pixels`,
      got: `${file.length} other bytes`,
      where,
    });
  }
  const pixels = new Uint8Array(ICON_SIZE * ROW);
  for (let row = 0; row < ICON_SIZE; row++) {
    pixels.set(file.subarray(startOf(row), startOf(row) + ROW), row * ROW);
  }
  return pixels;
}

function startOf(row: number): number {
  return HEAD.length + row * (ROW + 1) + 1;
}

function word(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function chunk(type: string, content: readonly number[]): Buffer {
  const body = [...Buffer.from(type), ...content];
  return Buffer.from([...word(content.length), ...body, ...word(crc32(body))]);
}

function crc32(bytes: ArrayLike<number>): number {
  let crc = ~0;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ CRC[(crc ^ bytes[i]!) & 255]!;
  return ~crc >>> 0;
}

/** Of so few bytes both sums stay below 2 ** 31: one division at the end is enough. */
function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (let i = 0; i < bytes.length; i++) {
    a += bytes[i]!;
    b += a;
  }
  return (b % 65521) * 65536 + (a % 65521);
}
