import { PromptcalError } from "../errors/promptcal-error";
import type { BmpHeader } from "./bmp-header";

const [END_OF_LINE, END, MOVE] = [0, 1, 2];

/**
 * Unpacks the runs of a bitmap (RLE4, RLE8) as Pillow does: a run never leaves its row.
 * @returns the palette's index of a pixel of the file, by row and column
 * @throws PromptcalError where rows are missing
 */
export function runLengths(
  view: DataView,
  { width, height, bits, pixels }: BmpHeader,
): (row: number, column: number) => number {
  const half = bits === 4;
  const indices = new Uint8Array(width * height);
  let [at, to, column] = [pixels, 0, 0];
  const put = (count: number, value: (i: number) => number): void => {
    const fitting = Math.min(count, indices.length - to);
    for (let i = 0; i < fitting; i++) indices[to++] = value(i);
  };
  /** One of two pixels that share a byte. */
  const nibble = (byte: number, i: number): number => (i % 2 === 0 ? byte >> 4 : byte & 15);
  while (to < indices.length && at + 1 < view.byteLength) {
    const [count, byte] = [view.getUint8(at), view.getUint8(at + 1)];
    at += 2;
    if (count > 0) {
      const run = Math.min(count, Math.max(0, width - column));
      put(run, (i) => (half ? nibble(byte, i) : byte));
      column += run;
    } else if (byte === END_OF_LINE) {
      to = Math.ceil(to / width) * width;
      column = 0;
    } else if (byte === END) break;
    else if (byte === MOVE) {
      if (at + 1 >= view.byteLength) break;
      to = Math.min(indices.length, to + view.getUint8(at) + view.getUint8(at + 1) * width);
      column = to % width;
      at += 2;
    } else {
      const length = half ? Math.ceil(byte / 2) : byte;
      if (at + length > view.byteLength) break;
      const start = at;
      put(byte, (i) =>
        half ? nibble(view.getUint8(start + (i >> 1)), i) : view.getUint8(start + i),
      );
      column += byte;
      at += length + (length % 2);
    }
  }
  if (to < indices.length) {
    throw new PromptcalError(`${to} pixels of ${indices.length}: the file is cut`);
  }
  return (row, x) => indices[row * width + x]!;
}
