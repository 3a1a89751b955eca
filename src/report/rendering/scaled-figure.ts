import type { Figure } from "./figure";

/** Fields of plotly's schema that are pixels wherever they stand. */
const PIXELS: ReadonlySet<string> = new Set([
  ...["size", "ticklen", "tickwidth", "linewidth", "gridwidth", "zerolinewidth"],
  ...["standoff", "ticklabelstandoff", "borderpad", "borderwidth", "thickness"],
  ...["itemwidth", "xshift", "yshift", "tracegroupgap", "arrowwidth"],
]);
/** Parents in which `width` is pixels; that of a bar or a box is in the unit of its axis. */
const WIDTHS: ReadonlySet<string> = new Set(["layout", "line", "error_x", "error_y"]);
/** Parents in which every number is pixels. */
const EDGES: ReadonlySet<string> = new Set(["margin", "pad"]);
/** Parents in which `size` is in the unit of the data. */
const DATA_SIZES: ReadonlySet<string> = new Set(["xbins", "ybins", "contours"]);

/** The same figure `factor` times as large: fonts, lines, markers, margins and all distances together. */
export function scaledFigure({ data, layout, table }: Figure, factor: number): Figure {
  const scaled = <T>(value: T, parent: string): T =>
    scaledValue(value, "", parent, factor) as T;
  return {
    data: data.map((trace) => scaled(trace, "trace")),
    layout: scaled(layout, "layout"),
    table,
  };
}

/** @param key of the value in its parent, whose own key is `parent` */
function scaledValue(value: unknown, key: string, parent: string, factor: number): unknown {
  if (typeof value === "number")
    return isPixels(key, parent) ? rounded(value * factor) : value;
  if (typeof value === "string") return withFontSizes(value, factor);
  // Items of a list are what the list is: markers of sizes [6, 9], annotations.
  if (Array.isArray(value))
    return value.map((item) => scaledValue(item, key, parent, factor));
  if (value === null || typeof value !== "object") return value;
  // Numbers of the data themselves, packed.
  if (ArrayBuffer.isView(value)) return value;
  const own = key === "" ? parent : key;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      scaledValue(item, name, own, factor),
    ]),
  );
}

function isPixels(key: string, parent: string): boolean {
  if (EDGES.has(parent)) return true;
  if (key === "size") return !DATA_SIZES.has(parent);
  if (key === "width" || key === "height") return WIDTHS.has(parent);
  return PIXELS.has(key);
}

/** Sizes that stand inside texts: `<span style="font-size:10px">`. */
function withFontSizes(text: string, factor: number): string {
  return text.replace(
    /font-size:\s*([\d.]+)px/g,
    (_, size: string) => `font-size:${rounded(Number(size) * factor)}px`,
  );
}

function rounded(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
