import { PromptcalError } from "../errors/promptcal-error";

/** What a bitmap says of itself. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Bits of a pixel: 1, 4, 8, 16, 24 or 32. */
  readonly bits: number;
  readonly isTopDown: boolean;
  /** Whether pixels are packed as runs (RLE4, RLE8). */
  readonly isPacked: boolean;
  /** Masks of red, green, blue and alpha; undefined where the usual layout holds. */
  readonly masks: readonly number[] | undefined;
  /** Colours as [red, green, blue]; empty from 16 bits on. */
  readonly palette: readonly (readonly [number, number, number])[];
  /** Byte where pixels begin. */
  readonly pixels: number;
}

/** Where a channel lies in a pixel. */
interface Channel {
  /** Bits to the right of it. */
  readonly shift: number;
  /** Its largest value. */
  readonly max: number;
}

/** Red, green, blue and, where a mask says so, alpha. */
export interface BmpLayout {
  readonly channels: readonly Channel[];
  readonly hasAlpha: boolean;
}

const [RAW, RLE8, RLE4, BITFIELDS] = [0, 1, 2, 3];
const DEPTHS = [1, 4, 8, 16, 24, 32];
const OS2 = 12;
const HEADERS = [OS2, 40, 52, 56, 64, 108, 124];

/** Bytes of the file's header, before the bitmap's own. */
export const FILE_HEADER = 14;

/** Whether bytes begin as a bitmap's own header does, without a file's: its size, one plane, a known depth. */
export function isDib(bytes: Uint8Array): boolean {
  if (bytes.length < OS2) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(0, true);
  if (!HEADERS.includes(size) || bytes.length < size) return false;
  const planes = size === OS2 ? 8 : 12;
  return (
    view.getUint16(planes, true) === 1 && DEPTHS.includes(view.getUint16(planes + 2, true))
  );
}

/** @throws PromptcalError for kinds of bitmaps that nobody writes any more */
export function readBmpHeader(view: DataView): BmpHeader {
  try {
    return parsed(view);
  } catch (error) {
    if (error instanceof RangeError) throw new PromptcalError("a bitmap cut in its header");
    throw error;
  }
}

function parsed(view: DataView): BmpHeader {
  const size = view.getUint32(FILE_HEADER, true);
  if (!HEADERS.includes(size)) throw new PromptcalError(`a bitmap header of ${size} bytes`);
  const isOld = size === OS2;
  const height = isOld ? view.getUint16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(isOld ? 24 : 28, true);
  const compression = isOld ? RAW : view.getUint32(30, true);
  if (!DEPTHS.includes(bits)) throw new PromptcalError(`a bitmap of ${bits} bits`);
  const isPacked = compression === (bits === 4 ? RLE4 : RLE8) && bits <= 8 && bits > 1;
  if (compression !== RAW && compression !== BITFIELDS && !isPacked) {
    throw new PromptcalError(`a bitmap of ${bits} bits with compression ${compression}`);
  }
  const hasMasks = compression === BITFIELDS && bits > 8;
  const afterHeader = FILE_HEADER + size + (hasMasks && size === 40 ? 12 : 0);
  const width = isOld ? OS2_ENTRY : ENTRY;
  const stated = isOld ? 0 : view.getUint32(46, true);
  const colours = bits > 8 ? 0 : stated || 2 ** bits;
  if (colours > MAX_COLOURS) throw new PromptcalError(`a palette of ${colours} colours`);
  const start = view.getUint32(10, true);
  const behindPalette = afterHeader + width * colours;
  return {
    width: isOld ? view.getUint16(18, true) : view.getInt32(18, true),
    height: Math.abs(height),
    bits,
    isTopDown: height < 0,
    isPacked,
    masks: hasMasks ? masksOf(view, size) : undefined,
    palette: Array.from({ length: colours }, (_, i) => {
      const at = afterHeader + width * i;
      return [view.getUint8(at + 2), view.getUint8(at + 1), view.getUint8(at)] as const;
    }),
    // Some writers forget the palette, or the whole header.
    pixels:
      start === 0 || (bits <= 8 && start === FILE_HEADER + size) ? behindPalette : start,
  };
}

const [ENTRY, OS2_ENTRY] = [4, 3];
const MAX_COLOURS = 65536;

/** A header of 40 bytes has three masks behind it; later ones contain them, and alpha's from 56 bytes on. */
function masksOf(view: DataView, size: number): readonly number[] {
  const count = size >= 56 ? 4 : 3;
  const masks = Array.from({ length: count }, (_, i) => view.getUint32(54 + 4 * i, true));
  return count === 4 ? masks : [...masks, 0];
}

/** Masks of 32-bit pixels that Pillow knows, as the place of red, green, blue and alpha. */
const KNOWN_32: ReadonlyMap<string, readonly number[]> = new Map([
  ["ff0000,ff00,ff,0", [16, 8, 0]],
  ["ff000000,ff0000,ff00,0", [24, 16, 8]],
  ["ff000000,ff00,ff,0", [24, 8, 0]],
  ["ff000000,ff0000,ff00,ff", [24, 16, 8, 0]],
  ["ff,ff00,ff0000,ff000000", [0, 8, 16, 24]],
  ["ff0000,ff00,ff,ff000000", [16, 8, 0, 24]],
  ["ff000000,ff00,ff,ff0000", [24, 8, 0, 16]],
  ["0,0,0,0", [16, 8, 0, 24]],
]);

/** Where the channels of pixels of 16, 24 or 32 bits lie. @throws PromptcalError for layouts that Pillow does not know */
export function bmpLayout({ bits, masks }: BmpHeader): BmpLayout {
  const hex = masks?.map((mask) => mask.toString(16)).join();
  const whole = (shifts: readonly number[]): BmpLayout => ({
    channels: shifts.map((shift) => ({ shift, max: 255 })),
    hasAlpha: shifts.length === 4,
  });
  if (bits === 16) {
    if (hex?.startsWith("f800,7e0,1f") === true) return packed([11, 5, 0], [31, 63, 31]);
    if (hex === undefined || hex.startsWith("7c00,3e0,1f")) {
      return packed([10, 5, 0], [31, 31, 31]);
    }
  } else if (bits === 24) {
    if (hex === undefined || hex.startsWith("ff0000,ff00,ff")) return whole([16, 8, 0]);
  } else {
    const known = hex === undefined ? [16, 8, 0] : KNOWN_32.get(hex);
    if (known !== undefined) return whole(known);
  }
  throw new PromptcalError(`a bitmap with the masks ${hex}`);
}

function packed(shifts: readonly number[], max: readonly number[]): BmpLayout {
  const channels = shifts.map((shift, i) => ({ shift, max: max[i]! }));
  return { channels, hasAlpha: false };
}
