import { PromptcalError } from "../errors/promptcal-error";
import { bmpLayout, FILE_HEADER, readBmpHeader, type BmpHeader } from "./bmp-header";
import { runLengths } from "./bmp-run-lengths";
import type { Picture } from "./picture-modes";

/** Whether bytes begin as a Windows bitmap does. */
export function isBmp(bytes: Uint8Array): boolean {
  return bytes[0] === 0x42 && bytes[1] === 0x4d;
}

/** Decodes a bitmap without a file header (DIB), as Pillow does; see `decodeBmp`. */
export function decodeDib(bytes: Uint8Array, maxPixels: number): Picture {
  const whole = new Uint8Array(FILE_HEADER + bytes.length);
  whole.set(bytes, FILE_HEADER);
  return decodeBmp(whole, maxPixels);
}

/**
 * Decodes a Windows bitmap (BMP) as Pillow does: 1, 4 and 8 bits with a palette, packed or not, 16, 24 and 32 bits;
 * rows from below or from above.
 * @param maxPixels of the largest picture that is decoded
 * @throws PromptcalError for bytes that are none, or cut
 */
export function decodeBmp(bytes: Uint8Array, maxPixels: number): Picture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readBmpHeader(view);
  const { width, height } = header;
  if (!(width > 0 && height > 0 && width * height <= maxPixels)) {
    throw new PromptcalError(
      `${width} x ${height} pixels; at most ${maxPixels} are decoded`,
    );
  }
  return header.bits <= 8 ? withPalette(view, header) : withColours(view, header);
}

/** Row of the file that holds a row of the picture. */
function fileRow({ height, isTopDown }: BmpHeader, row: number): number {
  return isTopDown ? row : height - 1 - row;
}

/** Bytes of a row, which is filled up to four. */
function rowBytes({ width, bits }: BmpHeader): number {
  return Math.floor((width * bits + 31) / 32) * 4;
}

function withPalette(view: DataView, header: BmpHeader): Picture {
  const { width, height, bits, palette, isPacked } = header;
  const index = isPacked ? runLengths(view, header) : plainIndices(view, header);
  const data = new Uint8Array(width * height * 3);
  for (let row = 0, to = 0; row < height; row++) {
    for (let column = 0; column < width; column++, to += 3) {
      data.set(palette[index(fileRow(header, row), column)] ?? [0, 0, 0], to);
    }
  }
  const isGrey = palette.every(
    ([red, green, blue], i) =>
      red === green && green === blue && red === (palette.length === 2 ? 255 * i : i),
  );
  const grey = bits === 1 ? "binary" : "opaque";
  return { mode: isGrey ? grey : "palette", raster: { data, width, height, channels: 3 } };
}

function plainIndices(
  view: DataView,
  header: BmpHeader,
): (row: number, column: number) => number {
  const { bits, pixels } = header;
  const stride = rowBytes(header);
  requireBytes(view, pixels + stride * header.height);
  const perByte = 8 / bits;
  return (row, column) => {
    const byte = view.getUint8(pixels + row * stride + Math.floor(column / perByte));
    return (byte >> (8 - bits * ((column % perByte) + 1))) & (2 ** bits - 1);
  };
}

function withColours(view: DataView, header: BmpHeader): Picture {
  const { width, height, bits, pixels } = header;
  const { channels, hasAlpha } = bmpLayout(header);
  const stride = rowBytes(header);
  requireBytes(view, pixels + stride * height);
  const count = channels.length;
  const data = new Uint8Array(width * height * count);
  for (let row = 0, to = 0; row < height; row++) {
    const start = pixels + fileRow(header, row) * stride;
    for (let column = 0; column < width; column++) {
      const at = start + (column * bits) / 8;
      const word = bits === 16 ? view.getUint16(at, true) : 0;
      for (const channel of channels) {
        data[to++] =
          bits === 16
            ? Math.trunc((((word >> channel.shift) & channel.max) * 255) / channel.max)
            : view.getUint8(at + channel.shift / 8);
      }
    }
  }
  const raster = { data, width, height, channels: count };
  return { mode: hasAlpha ? "alpha" : "opaque", raster };
}

function requireBytes(view: DataView, count: number): void {
  if (view.byteLength >= count) return;
  throw new PromptcalError(`${view.byteLength} bytes of ${count}: the file is cut`);
}
