import type { Figure } from "./figure";
import type { HeaderHeights } from "./header-parts";
import { wrapped } from "./text-fit";

/** Width of one column of a two-column paper, 3.25 inches of 96 pixels. */
export const columnWidth = 312;

/** Width of a page's text block, 6.75 inches of 96 pixels. */
export const pageWidth = 648;

/** The font of all figures; set-up installs it, so that text has the same width on all machines. */
export const font = "DejaVu Sans";

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
  /** Pixels; those of `MARGIN` where left out. */
  readonly margin?: Readonly<Partial<typeof MARGIN>>;
  /** Further fields of plotly's layout: axes, shapes, annotations. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Pixels beside and below the plot. */
export const MARGIN = { l: 56, r: 14, b: 44 } satisfies Readonly<Record<string, number>>;

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
  const { l, r, b } = { ...MARGIN, ...margin };
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
    meta: { header: legendTop, legend: 19 * legendRows } satisfies HeaderHeights,
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
  position: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const above = { x: 0, y: 1, xanchor: "left", yanchor: "bottom", yshift: 1 };
  return note(text, {
    font: { size: 11 },
    bgcolor: "rgba(0,0,0,0)",
    ...above,
    ...position,
  });
}

/** A fraction as percent with one decimal: 0.1268 -> `12.7 %`. */
export function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}
