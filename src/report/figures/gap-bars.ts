import type { Figure, Trace } from "../rendering/figure";
import { sizedFigure } from "../rendering/sized-figure";
import { coloursOf } from "../rendering/palette";
import { legendRowsOf } from "../rendering/text-fit";
import { axis, pageWidth, panelTitle, themeLayout } from "../rendering/theme";

/** Pixels left of the plot, for names of data sets, and right of it. */
const MARGIN = { l: 96, r: 14 } as const;

/** Signed confidence gaps of one method on one data set, fractions. */
export interface GapRow {
  readonly dataset: string;
  readonly method: string;
  /** Name in the legend. */
  readonly title: string;
  readonly base: number;
  readonly new: number;
}

export interface GapBarsOptions {
  readonly title: string;
  readonly subtitle?: string;
  readonly width?: number;
}

/**
 * Signed confidence gap (mean confidence minus accuracy) per data set, base classes left and new
 * classes right: bars to the right are overconfident. Data sets keep the order of `rows`.
 */
export function gapBars(rows: readonly GapRow[], options: GapBarsOptions): Figure {
  return sizedFigure((width) => figureAtWidth(rows, options, width), options.width);
}

function figureAtWidth(
  rows: readonly GapRow[],
  options: GapBarsOptions,
  width: number,
): Figure {
  const datasets = [...new Set(rows.map(({ dataset }) => dataset))];
  const titles = new Map(rows.map(({ method, title }) => [method, title]));
  const methods = [...titles.keys()];
  const colours = coloursOf(methods);
  const reach =
    108 * Math.max(0.01, ...rows.flatMap((row) => [row.base, row.new].map(Math.abs)));
  const trace = (method: string, classSet: "base" | "new"): Trace => {
    const mine = rows.filter((row) => row.method === method);
    const name = titles.get(method)!;
    return {
      type: "bar",
      orientation: "h",
      name,
      legendgroup: method,
      showlegend: classSet === "base",
      xaxis: classSet === "base" ? "x" : "x2",
      yaxis: "y",
      y: mine.map(({ dataset }) => dataset),
      x: mine.map((row) => 100 * row[classSet]),
      marker: { color: colours.get(method) },
      hovertemplate: `%{y}, ${name}, ${classSet}: %{x:+.1f} %<extra></extra>`,
    };
  };
  const gapAxis = (domain: readonly number[]): Readonly<Record<string, unknown>> =>
    axis(width < pageWidth ? "gap (%)" : "confidence minus accuracy (%)", {
      domain,
      range: [-reach, reach],
      tickformat: "d",
    });
  return {
    data: methods.flatMap((method) => [trace(method, "base"), trace(method, "new")]),
    layout: themeLayout({
      ...options,
      width,
      legendRows: legendRowsOf([...titles.values()], width, MARGIN.l + MARGIN.r),
      plotHeight: datasets.length * (8 * methods.length + 6),
      gap: 26,
      margin: MARGIN,
      more: {
        showlegend: titles.size > 1,
        barmode: "group",
        bargap: 0.25,
        bargroupgap: 0,
        xaxis: gapAxis([0, 0.48]),
        xaxis2: { ...gapAxis([0.52, 1]), anchor: "y" },
        yaxis: axis("", {
          autorange: "reversed",
          ticks: "",
          showgrid: false,
          ticklabelstandoff: 4,
        }),
        annotations: ["base classes", "new classes"].map((text, i) =>
          panelTitle(text, { xref: `x${i === 0 ? "" : "2"} domain`, yref: "paper" }),
        ),
      },
    }),
    table: {
      columns: ["data set", "method", "gap base", "gap new"],
      rows: rows.map((row) => [row.dataset, row.title, row.base, row.new]),
    },
  };
}
