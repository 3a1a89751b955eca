import type { Figure, Trace } from "../rendering/figure";
import { signed } from "../tables/markdown-table";
import { sizedFigure } from "../rendering/sized-figure";
import { legendRowsOf, plainText, textWidth, wrapped } from "../rendering/text-fit";
import { axis, columnWidth, note, pageWidth, themeLayout } from "../rendering/theme";

/** One effect with its interval, in the unit of the axis. */
export interface EffectRow {
  /** Beside the row; `<br>` starts a second line. */
  readonly label: string;
  /** Name in the legend, shared by rows of one kind. */
  readonly series: string;
  readonly colour: string;
  readonly effect: number;
  readonly low: number;
  readonly high: number;
  /** The paper's effect. */
  readonly published?: number | undefined;
  /** Drawn as a tick when it is not 0. */
  readonly bound?: number | undefined;
  /** What of its metrics' binning differs from the default (see `binningNote`); it goes into the subtitle. */
  readonly binning?: readonly string[];
}

export interface EffectForestOptions {
  readonly title: string;
  readonly subtitle?: string;
  /** Axis title with unit, for instance `with DOR minus without (percentage points)`. */
  readonly effect: string;
  /** Decimals of the printed values; default 1. */
  readonly digits?: number;
  /** Order of the legend; by default as the rows come. */
  readonly order?: readonly string[];
  readonly width?: number;
}

/** Pixels of the printed values, around the plot, between labels and axis, and across the plot at least. */
const size = { values: 128, margin: 18, standoff: 8, least: 100 } as const;
/** Pixels of a row: of its space and of each line of its label. */
const ROW = { space: 7, line: 13 } as const;
/** Pixels between the middle of a row and the sign of the published effect, which a dot of ours would hide. */
const PUBLISHED_BELOW = 7;
const LABEL_FONT = 10;

/**
 * A forest plot: effects with intervals one below the other, with the paper's. Labels that leave no room
 * beside them in one column of a paper, such as formulas, keep the figure at its width.
 */
export function effectForest(
  rows: readonly EffectRow[],
  options: EffectForestOptions,
): Figure {
  const draw = (width: number): Figure => figureAtWidth(rows, options, width);
  const room = columnWidth - 2 * size.margin - labelWidth(rows);
  return room < size.least
    ? draw(options.width ?? pageWidth)
    : sizedFigure(draw, options.width);
}

function figureAtWidth(
  rows: readonly EffectRow[],
  { effect, digits = 1, order = [], ...header }: EffectForestOptions,
  width: number,
): Figure {
  const present = new Set(rows.map((row) => row.series));
  const series = [...new Set([...order, ...present])].filter((name) => present.has(name));
  const { plotted, height } = inPixels(rows);
  // The plot area has the figure's width, because plotly's legend gets no more room than that; the
  // axes leave place for the labels.
  const inner = width - 2 * size.margin;
  const labels = labelWidth(rows);
  const values = size.values - size.margin;
  // In one column of a paper the effects have no room for their numbers beside them; the table has them.
  const shown = inner - labels - values >= size.least;
  const across = inner - labels - (shown ? values : 0);
  const axisTitle = wrapped(effect, 11, across);
  const marked = [
    ...marks(plotted, "published", "published (real CLIP, 11 data sets)", PUBLISHED_BELOW, {
      symbol: "diamond",
      size: 7,
      color: "#FFFFFF",
      line: { color: "#222222", width: 1.2 },
    }),
    ...marks(plotted, "bound", "bound, where not 0", 0, {
      symbol: "line-ns",
      size: 12,
      line: { color: "#222222", width: 1.5 },
    }),
  ];
  const entries = [...series, ...marked.map(({ name }) => String(name))];
  return {
    data: [
      ...series.map((name) => intervals(plotted.filter(({ row }) => row.series === name))),
      ...marked,
    ],
    layout: themeLayout({
      ...header,
      subtitle: [header.subtitle, ...binnings(rows)].filter(Boolean).join("; "),
      width,
      plotHeight: height,
      margin: { l: size.margin, r: size.margin, b: 30 + 14 * axisTitle.length },
      legendRows: legendRowsOf(entries, width, 2 * size.margin),
      more: {
        showlegend: entries.length > 1,
        xaxis: axis(axisTitle.join("<br>"), {
          zerolinecolor: "#222222",
          domain: [labels / inner, (labels + across) / inner],
        }),
        yaxis: axis("", {
          tickvals: plotted.map(({ y }) => y),
          ticktext: rows.map(({ label }) => label),
          range: [height, 0],
          ticks: "",
          showgrid: false,
          zeroline: false,
          ticklabelstandoff: 4,
        }),
        annotations: shown ? plotted.map(({ row, y }) => printed(row, y, digits)) : [],
      },
    }),
    table: {
      columns: ["effect", "series", "value", "low", "high", "published", "bound"],
      rows: rows.map((row) => [
        plainText(row.label),
        row.series,
        row.effect,
        row.low,
        row.high,
        row.published ?? "",
        row.bound ?? 0,
      ]),
    },
  };
}

function binnings(rows: readonly EffectRow[]): readonly string[] {
  return [...new Set(rows.flatMap(({ binning = [] }) => binning))];
}

interface PlottedRow {
  readonly row: EffectRow;
  /** Pixels from the top of the plot to the middle of the row. */
  readonly y: number;
}

/** The rows one below the other, each as high as its label, and the height of all in pixels. */
function inPixels(rows: readonly EffectRow[]): {
  readonly plotted: readonly PlottedRow[];
  readonly height: number;
} {
  let height = 0;
  const plotted = rows.map((row) => {
    const own = ROW.space + ROW.line * row.label.split("<br>").length;
    height += own;
    return { row, y: height - own / 2 };
  });
  return { plotted, height };
}

/** Pixels of the longest line of all labels, and between them and the axis. */
function labelWidth(rows: readonly EffectRow[]): number {
  const lines = rows.flatMap(({ label }) => label.split("<br>"));
  return size.standoff + Math.max(...lines.map((line) => textWidth(line, LABEL_FONT)));
}

function intervals(plotted: readonly PlottedRow[]): Trace {
  const { series, colour } = plotted[0]!.row;
  return {
    type: "scatter",
    mode: "markers",
    name: series,
    x: plotted.map(({ row }) => row.effect),
    y: plotted.map(({ y }) => y),
    marker: { color: colour, size: 8 },
    error_x: {
      type: "data",
      symmetric: false,
      array: plotted.map(({ row }) => row.high - row.effect),
      arrayminus: plotted.map(({ row }) => row.effect - row.low),
      color: colour,
      thickness: 1.6,
      width: 4,
    },
    text: plotted.map(({ row }) => row.label),
    hovertemplate: `%{text}: %{x:.2f}<extra></extra>`,
  };
}

/**
 * Markers of a second value for the rows that have it; no trace when none has.
 * @param lower pixels below the middle of the row
 */
function marks(
  plotted: readonly PlottedRow[],
  field: "published" | "bound",
  name: string,
  lower: number,
  marker: Readonly<Record<string, unknown>>,
): readonly Trace[] {
  const shown = plotted.filter(({ row }) => row[field] !== undefined);
  if (shown.length === 0) return [];
  return [
    {
      type: "scatter",
      mode: "markers",
      name,
      x: shown.map(({ row }) => row[field]!),
      y: shown.map(({ y }) => y + lower),
      marker,
      hovertemplate: `${name}: %{x:.2f}<extra></extra>`,
    },
  ];
}

function printed({ effect, low, high }: EffectRow, y: number, digits: number) {
  const [value, from, to] = [effect, low, high].map((number) => signed(number, digits));
  return note(`${value} [${from}, ${to}]`, {
    xref: "x domain",
    x: 1,
    xanchor: "left",
    xshift: 4,
    y,
    yanchor: "middle",
  });
}
