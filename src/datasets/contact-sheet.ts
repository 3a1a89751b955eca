import sharp, { type OverlayOptions } from "sharp";

/** Thumbnails of one class. */
export interface SheetClass {
  readonly title: string;
  /** Square RGB pictures, side * side * 3 bytes each. */
  readonly thumbnails: readonly Uint8Array[];
}

export interface SheetOptions {
  /** Side of a thumbnail, pixels. */
  readonly side: number;
  /** Thumbnails in a row. */
  readonly columns: number;
}

const GAP = 2;
const HEAD = 18;
/** Room for a picture's number on the left. */
const MARGIN = 30;
const GREY = { r: 205, g: 205, b: 205 };

/**
 * Draws all pictures of all classes on one sheet, to find those that show something else. Each row
 * starts with the number of its first picture within the class.
 * @returns a PNG file
 */
export async function contactSheet(
  classes: readonly SheetClass[],
  { side, columns }: SheetOptions,
): Promise<Buffer> {
  const cell = side + GAP;
  const layers: OverlayOptions[] = [];
  const labels: string[] = [];
  let top = 0;
  for (const { title, thumbnails } of classes) {
    labels.push(text(4, top + 13, title, "bold"));
    top += HEAD;
    thumbnails.forEach((pixels, at) => {
      const [row, column] = [Math.floor(at / columns), at % columns];
      const y = top + row * cell;
      if (column === 0) labels.push(text(2, y + side / 2 + 4, String(at), "normal"));
      layers.push({
        input: Buffer.from(pixels),
        raw: { width: side, height: side, channels: 3 },
        left: MARGIN + column * cell,
        top: y,
      });
    });
    top += Math.ceil(thumbnails.length / columns) * cell;
  }
  const size = { width: MARGIN + columns * cell, height: Math.max(top, 1) };
  const writing =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}">` +
    `${labels.join("")}</svg>`;
  return sharp({ create: { ...size, channels: 3, background: GREY } })
    .composite([...layers, { input: Buffer.from(writing), left: 0, top: 0 }])
    .png()
    .toBuffer();
}

function text(x: number, y: number, content: string, weight: string): string {
  const escaped = content.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  return `<text x="${x}" y="${y}" font-family="DejaVu Sans" font-size="11" font-weight="${weight}">${escaped}</text>`;
}
