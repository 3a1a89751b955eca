import type { Figure } from "./figure";

/** Width of one column of a two-column paper, 3.25 inches of 96 pixels. */
export const columnWidth = 312;

/** Width of a page's text block, 6.75 inches of 96 pixels. */
export const pageWidth = 648;

/** The font of all figures; set-up installs it, so that text has the same width on all machines. */
export const font = "DejaVu Sans";

/** Okabe and Ito's palette (2008), told apart by readers with any kind of colour vision. */
export const palette = {
  black: "#000000",
  orange: "#E69F00",
  skyBlue: "#56B4E9",
  green: "#009E73",
  yellow: "#F0E442",
  blue: "#0072B2",
  vermillion: "#D55E00",
  purple: "#CC79A7",
  grey: "#767676",
} as const;

const methodColours: Readonly<Record<string, string>> = {
  zeroshot: palette.grey,
  coop: palette.vermillion,
  kgcoop: palette.blue,
  "coop+dor": palette.green,
  "kgcoop+dor": palette.purple,
};

/** Colours for methods that have no fixed one, in order of appearance. */
const spareColours = [palette.orange, palette.skyBlue, palette.black, palette.yellow];

/**
 * The colour of each method, the same in every figure and with whatever options; methods of a user's own get
 * spare colours.
 * @param methods identifiers such as `coop+dor`, in the order of the legend
 */
export function coloursOf(methods: readonly string[]): ReadonlyMap<string, string> {
  let spare = 0;
  return new Map(
    methods.map((method) => [
      method,
      methodColours[method.replace(/\[.*$/s, "")] ??
        spareColours[spare++ % spareColours.length]!,
    ]),
  );
}

/** A colour `#RRGGBB` made see-through; opacity in [0, 1]. */
export function withOpacity(colour: string, opacity: number): string {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return `rgba(${red},${green},${blue},${opacity})`;
}

/** Confidence above accuracy, everywhere. */
export const overconfident = palette.vermillion;

/** Confidence below accuracy, everywhere. */
export const underconfident = palette.blue;

/** Base and new classes: told apart by lightness, line and marker, never by hue. */
export const splitStyles = {
  base: { name: "base classes", opacity: 0.4, dash: "dot", symbol: "circle-open" },
  new: { name: "new classes", opacity: 1, dash: "solid", symbol: "circle" },
} as const;

const textColour = "#222222";

/** An axis with thin ticks outside and a quiet grid; `more` are fields of plotly's axis. */
export function axis(title: string, more: Readonly<Record<string, unknown>> = {}) {
  return {
    title: { text: title, standoff: 6, font: { size: 11 } },
    tickfont: { size: 10 },
    showline: true,
    linecolor: textColour,
    linewidth: 1,
    ticks: "outside",
    ticklen: 4,
    tickcolor: textColour,
    gridcolor: "#E6E6E6",
    zerolinecolor: "#9A9A9A",
    zerolinewidth: 1,
    ...more,
  };
}

export interface LayoutOptions {
  /** What the figure shows, in a few words. */
  readonly title: string;
  /** Suite, data sets, seeds: what the numbers are of. */
  readonly subtitle?: string;
  /** Pixels; default a page. */
  readonly width?: number;
  /** Pixels of the plot area between title, legend and the lower margin; default 230. */
  readonly plotHeight?: number;
  /** Rows that the legend needs at this width; 0 for none, default 1. */
  readonly legendRows?: number;
  /** Pixels between legend and plot, for instance for titles of panels; default 8. */
  readonly gap?: number;
  readonly margin?: { readonly l?: number; readonly r?: number; readonly b?: number };
  /** Further fields of plotly's layout: axes, shapes, annotations. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** The common layout: white, one font; from the top down title, subtitle, legend, plot. */
export function themeLayout({
  title,
  subtitle = "",
  width = pageWidth,
  plotHeight = 230,
  legendRows = 1,
  gap = 8,
  margin = {},
  more = {},
}: LayoutOptions): Figure["layout"] {
  const { l = 56, r = 14, b = 44 } = margin;
  const lines = {
    title: wrapped(title, 13, width - 2 * sideSpace),
    subtitle: wrapped(subtitle, 10, width - 2 * sideSpace),
  };
  const legendTop = 12 + 16 * lines.title.length + 14 * lines.subtitle.length;
  const top = legendTop + 19 * legendRows + gap;
  const height = top + plotHeight + b;
  return {
    width,
    height,
    font: { family: font, size: 11, color: textColour },
    title: {
      text: titleText(lines),
      font: { size: 13 },
      xref: "container",
      x: 0,
      xanchor: "left",
      yref: "container",
      y: 1,
      yanchor: "top",
      pad: { l: sideSpace, t: 15 },
    },
    margin: { l, r, b, t: top },
    paper_bgcolor: "#FFFFFF",
    plot_bgcolor: "#FFFFFF",
    legend: {
      orientation: "h",
      xref: "container",
      x: sideSpace / width,
      xanchor: "left",
      yref: "container",
      y: 1 - legendTop / height,
      yanchor: "top",
      font: { size: 10 },
      itemwidth: 30,
      traceorder: "normal",
      bgcolor: "rgba(255,255,255,0)",
    },
    hoverlabel: { font: { family: font, size: 11 } },
    ...more,
  };
}

/** Pixels between the left edge and title and legend. */
const sideSpace = 10;

interface HeaderLines {
  readonly title: readonly string[];
  readonly subtitle: readonly string[];
}

function titleText({ title, subtitle }: HeaderLines): string {
  const quiet = (line: string): string =>
    `<span style="font-size:10px;color:#595959">${line}</span>`;
  return [...title, ...subtitle.map(quiet)].join("<br>");
}

/** A text in lines that fit so many pixels, broken between words; no line for an empty text. */
export function wrapped(text: string, fontSize: number, width: number): readonly string[] {
  const most = Math.floor(width / (LETTER * fontSize));
  const lines: string[] = [];
  for (const word of text.split(" ").filter((part) => part !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= most) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

/** Mean width of the font's letters, of its size. */
const LETTER = 0.58;

/** Smallest font of a figure, pixels. */
export const LEAST_FONT = 7;

/** About how many pixels a text is wide. */
export function textWidth(text: string, fontSize: number): number {
  return LETTER * fontSize * text.length;
}

/** The largest size, 7 to 10 pixels, at which a short text is no wider than so many pixels. */
export function fittingFontSize(text: string, width: number): number {
  return Math.min(10, Math.max(LEAST_FONT, Math.floor(width / textWidth(text, 1))));
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

/** A name on the axis; where so many pixels do not hold it, broken before what the method is composed with, or at a hyphen. */
export function brokenName(title: string, slot: number): string {
  if (6.4 * title.length <= slot) return title;
  return title.replace(title.includes("+") ? /(?=\+)/ : /(?<=-)/, "<br>");
}

/** A note inside the plot, with a white ground so that it can lie over lines. */
export function note(
  text: string,
  more: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return {
    text,
    showarrow: false,
    align: "left",
    font: { size: 10 },
    bgcolor: "rgba(255,255,255,0.85)",
    borderpad: 3,
    ...more,
  };
}

/** The title of one panel of a figure, above its upper left corner. */
export function panelTitle(
  text: string,
  place: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const above = { x: 0, y: 1, xanchor: "left", yanchor: "bottom", yshift: 1 };
  return note(text, { font: { size: 11 }, bgcolor: "rgba(0,0,0,0)", ...above, ...place });
}

/** A fraction as percent with one decimal: 0.1268 -> `12.7 %`. */
export function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}
