import { letterWidths } from "./letter-widths";

/** A text in lines that fit a width in pixels, broken between words; no line for an empty text. */
export function wrapped(text: string, fontSize: number, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").filter((part) => part !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(`${last} ${word}`, fontSize) <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

/** Smallest font of a figure, pixels. */
export const MIN_FONT = 7;

/** How many pixels a text is wide, without its marks of print (`<sub>`). */
export function textWidth(text: string, fontSize: number): number {
  return fontSize * letterWidths(text.replace(/<[^>]*>/g, ""));
}

/** A label without marks of print: `ECE<sub>new</sub>` is `ECE_new`. */
export function plainText(label: string): string {
  return label
    .replaceAll("<br>", " ")
    .replaceAll("<sub>", "_")
    .replace(/<[^>]*>/g, "");
}

/** The largest size, 7 to 10 pixels, at which a short text leaves a pixel of a width free. */
export function fittingFontSize(text: string, width: number): number {
  return Math.min(10, Math.max(MIN_FONT, Math.floor((width - 1) / textWidth(text, 1))));
}

/** Pixels of a legend's line and marker, and of the space around them and the name. */
const LEGEND_SIGN = 45;
const LEGEND_FONT = 10;

/**
 * Rows of a horizontal legend: what does not fit in one row, plotly sets in columns as wide as the longest
 * entry. It has the plot's width.
 * @param width of the figure, pixels
 * @param sides pixels left and right of the plot; those of the theme by default
 */
export function legendRowsOf(titles: readonly string[], width: number, sides = 70): number {
  if (titles.length < 2) return 0;
  const entries = titles.map((title) => LEGEND_SIGN + textWidth(title, LEGEND_FONT));
  const room = width - sides;
  if (entries.reduce((sum, entry) => sum + entry, 0) <= room) return 1;
  const columns = Math.max(1, Math.floor(room / Math.max(...entries)));
  return Math.ceil(titles.length / columns);
}

/** A name on the axis; where the width does not hold it, broken before what the method is composed with, or at a hyphen. */
export function brokenName(title: string, slot: number): string {
  if (textWidth(title, AXIS_FONT) + BETWEEN_NAMES <= slot) return title;
  return title.replace(title.includes("+") ? /(?=\+)/ : /(?<=-)/, "<br>");
}

const AXIS_FONT = 10;
/** Pixels between a name on the axis and the next one. */
const BETWEEN_NAMES = 4;
const AXIS_LINE = 13;

/** Names on an axis as they fit. */
export interface AxisNames {
  readonly texts: readonly string[];
  /** Degrees, as plotly counts them. */
  readonly angle: 0 | -90;
  /** Pixels from the top of the names to their end. */
  readonly height: number;
}

/** Names on an axis, each of which has a width in pixels: see `brokenName`; upright where a broken one does not fit either. */
export function axisNames(titles: readonly string[], slot: number): AxisNames {
  const texts = titles.map((title) => brokenName(title, slot));
  const lines = texts.map((text) => text.split("<br>"));
  if (lines.flat().every((line) => textWidth(line, AXIS_FONT) < slot)) {
    const height = AXIS_LINE * Math.max(1, ...lines.map(({ length }) => length));
    return { texts, angle: 0, height };
  }
  const height = Math.max(...titles.map((title) => textWidth(title, AXIS_FONT)));
  return { texts: titles, angle: -90, height };
}
