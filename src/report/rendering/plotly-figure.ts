import type { Figure, Table, Trace } from "./figure";
import { palette } from "./palette";
import { sizedFigure } from "./sized-figure";
import { legendRowsOf } from "./text-fit";
import { axis, themeLayout } from "./theme";

/** Plotly's own layout, with the title as text and the size of the house's figures. */
export interface PlotlyLayout {
  readonly title?: string;
  /** Suite, data sets, seeds: what the numbers are of. */
  readonly subtitle?: string;
  /** CSS pixels; a page (648) by default. */
  readonly width?: number;
  /** CSS pixels of the plot between title and lower axis; 230 by default. */
  readonly plotHeight?: number;
  /** Any other field of plotly's layout: axes, shapes, annotations. An axis may have its title as text. */
  readonly [field: string]: unknown;
}

/** Colours of traces that name none, in their order. */
const COLOURS = [
  ...[palette.blue, palette.vermillion, palette.green, palette.purple],
  ...[palette.orange, palette.skyBlue, palette.black, palette.yellow],
];

/**
 * Raw plotly in the theme of all figures: its font, axes, colours, legend and size. What `data` and `layout` say
 * themselves goes before the theme.
 * @param data plotly's traces
 */
export function plotlyFigure(data: readonly Trace[], layout: PlotlyLayout = {}): Figure {
  const { title = "", subtitle = "", width, plotHeight, ...more } = layout;
  const names = data.flatMap(({ name, showlegend }) =>
    name === undefined || showlegend === false ? [] : [String(name)],
  );
  const draw = (px: number): Figure => ({
    data,
    layout: themeLayout({
      ...{ title, subtitle, width: px, legendRows: legendRowsOf(names, px) },
      ...(plotHeight === undefined ? {} : { plotHeight }),
      more: { colorway: COLOURS, ...more, ...axesOf(data, more) },
    }),
    table: tableOf(data),
  });
  return sizedFigure(draw, width);
}

/** The axes that traces or the layout name, in the theme. */
function axesOf(
  data: readonly Trace[],
  layout: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const named = data.flatMap(({ xaxis = "x", yaxis = "y" }) => [
    String(xaxis).replace("x", "xaxis"),
    String(yaxis).replace("y", "yaxis"),
  ]);
  const axisKeys = Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key));
  const pairs = [...new Set([...named, ...axisKeys])].map((key): [string, unknown] => {
    const { title, ...own } = (layout[key] ?? {}) as { readonly title?: unknown };
    const text = typeof title === "string" ? title : "";
    const more = typeof title === "object" ? { ...own, title } : own;
    return [key, axis(text, more)];
  });
  return Object.fromEntries(pairs);
}

/** What the traces show, a row per point. */
function tableOf(data: readonly Trace[]): Table {
  const rows = data.flatMap(({ name = "", x, y }, index) => {
    const [across, up] = [x, y].map((values) =>
      Array.from((values ?? []) as ArrayLike<unknown>, cellOf),
    ) as [(string | number)[], (string | number)[]];
    return Array.from({ length: Math.max(across.length, up.length) }, (_, i) => [
      String(name || index + 1),
      across[i] ?? i,
      up[i] ?? "",
    ]);
  });
  return { columns: ["trace", "x", "y"], rows };
}

function cellOf(value: unknown): string | number {
  return typeof value === "number" ? value : String(value ?? "");
}
