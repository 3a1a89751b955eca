import type { Figure } from "./figure";
import { textWidth } from "./text-fit";

/** Pixels above the legend where there is no title, and around a legend below the plot. */
const SPACE = 8;
/** Pixels of a legend's line and marker and of the space around them. */
const LEGEND_ENTRY = 44;

/** What stands above a plot, in pixels; `themeLayout` writes it to plotly's `meta`, which holds a user's own facts. */
export interface HeaderHeights {
  /** From the upper edge to the legend: title and subtitle. */
  readonly header: number;
  readonly legend: number;
}

/** The figure without title and subtitle, and as much lower. */
export function withoutTitle(figure: Figure): Figure {
  const { header, legend } = heightsOf(figure);
  const taken = Math.max(0, header - SPACE);
  const { title: _, ...layout } = resized(figure, { t: -taken });
  const top = { ...legendOf(figure), y: 1 - SPACE / layout.height };
  const meta = { header: header - taken, legend };
  return { ...figure, layout: { ...layout, legend: top, meta } };
}

/** The figure with its legend, which stood on top, elsewhere; the plot keeps its height. */
export function withLegendAt(
  figure: Figure,
  position: "bottom" | "right" | "none",
): Figure {
  const { header, legend } = heightsOf(figure);
  const meta = { header, legend: 0 };
  if (position === "none") {
    const layout = resized(figure, { t: -legend });
    return { ...figure, layout: { ...layout, meta, showlegend: false } };
  }
  if (position === "right") {
    const layout = resized(figure, { t: -legend, r: LEGEND_ENTRY + longestName(figure) });
    const side = { xref: "paper", x: 1.02, yref: "paper", y: 1, orientation: "v" };
    return {
      ...figure,
      layout: { ...layout, meta, legend: { ...legendOf(figure), ...side } },
    };
  }
  const layout = resized(figure, { t: -legend, b: legend + SPACE });
  const low = { ...legendOf(figure), y: SPACE / 2 / layout.height, yanchor: "bottom" };
  return { ...figure, layout: { ...layout, meta, legend: low } };
}

function heightsOf({ layout }: Figure): HeaderHeights {
  return (layout["meta"] as HeaderHeights | undefined) ?? { header: 0, legend: 0 };
}

type Edge = "r" | "t" | "b";

/** The layout with wider or narrower margins; the height follows, the width stays. */
function resized(
  { layout }: Figure,
  change: Readonly<Partial<Record<Edge, number>>>,
): Figure["layout"] {
  const margin = layout["margin"] as Readonly<Partial<Record<Edge, number>>> | undefined;
  const { r = 0, t = 0, b = 0 } = change;
  return {
    ...layout,
    height: layout.height + t + b,
    margin: {
      ...margin,
      r: (margin?.r ?? 0) + r,
      t: (margin?.t ?? 0) + t,
      b: (margin?.b ?? 0) + b,
    },
  };
}

/** Pixels of the longest name in the legend. */
function longestName({ data }: Figure): number {
  const names = data.map(({ name }) => String(name ?? ""));
  return Math.max(0, ...names.map((name) => textWidth(name, 10)));
}

function legendOf({ layout }: Figure): Readonly<Record<string, unknown>> {
  return (layout["legend"] as Record<string, unknown> | undefined) ?? {};
}
