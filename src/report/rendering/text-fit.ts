/** Mean width of the font's letters, of its size. */
const LETTER = 0.58;

/** A text in lines that fit a width in pixels, broken between words; no line for an empty text. */
export function wrapped(text: string, fontSize: number, width: number): readonly string[] {
  const max = Math.floor(width / (LETTER * fontSize));
  const lines: string[] = [];
  for (const word of text.split(" ").filter((part) => part !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= max) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

/** Smallest font of a figure, pixels. */
export const MIN_FONT = 7;

/** About how many pixels a text is wide. */
export function textWidth(text: string, fontSize: number): number {
  return LETTER * fontSize * text.length;
}

/** The largest size, 7 to 10 pixels, at which a short text is no wider than a limit in pixels. */
export function fittingFontSize(text: string, width: number): number {
  return Math.min(10, Math.max(MIN_FONT, Math.floor(width / textWidth(text, 1))));
}

/**
 * Rows of a horizontal legend: what does not fit in one row, plotly sets in columns as wide as the longest
 * entry. It has the plot's width, which is about 70 pixels less than the figure's.
 */
export function legendRowsOf(titles: readonly string[], width: number): number {
  if (titles.length < 2) return 0;
  const entries = titles.map(({ length }) => 40 + 6.7 * length);
  const room = width - 70;
  if (entries.reduce((sum, entry) => sum + entry, 0) <= room) return 1;
  const columns = Math.max(1, Math.floor(room / Math.max(...entries)));
  return Math.ceil(titles.length / columns);
}

/** A name on the axis; where the width does not hold it, broken before what the method is composed with, or at a hyphen. */
export function brokenName(title: string, slot: number): string {
  if (6.4 * title.length <= slot) return title;
  return title.replace(title.includes("+") ? /(?=\+)/ : /(?<=-)/, "<br>");
}
