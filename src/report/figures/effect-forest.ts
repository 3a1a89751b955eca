import type { Figure, Trace } from "../figure";
import { signed } from "../markdown-table";
import { sizedFigure } from "../sized-figure";
import { axis, legendRowsOf, note, themeLayout, wrapped } from "../theme";

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

/** Pixels of a row of one line, of each line of a longer one and around them, of the printed values, around the plot, and across it at least. */
const size = { row: 27, line: 13, around: 6, values: 128, margin: 18, least: 100 } as const;
/** Pixels of the labels' font, and of a letter of it. */
const LABEL_SIZE = 10;
const LETTER = 6.1;

/** Effects with intervals one below the other, the paper's beside ours: a forest plot. */
export function effectForest(
  rows: readonly EffectRow[],
  options: EffectForestOptions,
): Figure {
  return sizedFigure((width) => drawn(rows, options, width), options.width);
}

function drawn(
  rows: readonly EffectRow[],
  { effect, digits = 1, order = [], ...header }: EffectForestOptions,
  width: number,
): Figure {
  const present = new Set(rows.map((row) => row.series));
  const series = [...new Set([...order, ...present])].filter((name) => present.has(name));
  const places = rows.map((row, y) => ({ row, y }));
  // The plot area has the figure's width, because plotly's legend gets no more room than that; the
  // axes leave place for the labels, which take half of it at most.
  const inner = width - 2 * size.margin;
  const lines = rows.map(({ label }) => label.split("<br>").flatMap((line) => linesIn(line, inner / 2)));
  const longest = Math.max(...lines.flat().map(textLength));
  const most = Math.max(...lines.map(({ length }) => length));
  const rowHeight = Math.max(size.row, size.line * most + size.around);
  const labels = LETTER * longest;
  const values = size.values - size.margin;
  // In one column of a paper the effects have no room for their numbers beside them; the table has them.
  const shown = inner - labels - values >= size.least;
  const marked = [
    ...marks(places, "published", "published (real CLIP, 11 data sets)", 0.27, {
      symbol: "diamond",
      size: 7,
      color: "#FFFFFF",
      line: { color: "#222222", width: 1.2 },
    }),
    ...marks(places, "bound", "bound, where not 0", 0, {
      symbol: "line-ns",
      size: 12,
      line: { color: "#222222", width: 1.5 },
    }),
  ];
  const entries = [...series, ...marked.map(({ name }) => String(name))];
  return {
    data: [
      ...series.map((name) => intervals(places.filter(({ row }) => row.series === name))),
      ...marked,
    ],
    layout: themeLayout({
      ...header,
      width,
      plotHeight: rowHeight * rows.length,
      margin: { l: size.margin, r: size.margin },
      legendRows: legendRowsOf(entries, width),
      more: {
        showlegend: entries.length > 1,
        xaxis: axis(effect, {
          zerolinecolor: "#222222",
          domain: [labels / inner, shown ? 1 - values / inner : 1],
        }),
        yaxis: axis("", {
          tickvals: places.map(({ y }) => y),
          ticktext: lines.map((some) => some.join("<br>")),
          range: [rows.length - 0.5, -0.5],
          ticks: "",
          showgrid: false,
          zeroline: false,
          ticklabelstandoff: 4,
        }),
        annotations: shown ? places.map(({ row, y }) => printed(row, y, digits)) : [],
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

interface Place {
  readonly row: EffectRow;
  readonly y: number;
}

/** A label in lines that fit so many pixels. */
function linesIn(label: string, width: number): readonly string[] {
  return LETTER * textLength(label) <= width ? [label] : wrapped(label, LABEL_SIZE, width);
}

function textLength(text: string): number {
  return text.replace(/<[^>]*>/g, "").length;
}

/** A label without marks of print: `ECE<sub>new</sub>` is `ECE_new`. */
function plainText(label: string): string {
  return label
    .replaceAll("<br>", " ")
    .replaceAll("<sub>", "_")
    .replace(/<[^>]*>/g, "");
}

function intervals(places: readonly Place[]): Trace {
  const { series, colour } = places[0]!.row;
  return {
    type: "scatter",
    mode: "markers",
    name: series,
    x: places.map(({ row }) => row.effect),
    y: places.map(({ y }) => y),
    marker: { color: colour, size: 8 },
    error_x: {
      type: "data",
      symmetric: false,
      array: places.map(({ row }) => row.high - row.effect),
      arrayminus: places.map(({ row }) => row.effect - row.low),
      color: colour,
      thickness: 1.6,
      width: 4,
    },
    text: places.map(({ row }) => row.label),
    hovertemplate: `%{text}: %{x:.2f}<extra></extra>`,
  };
}

/**
 * Markers of a second value for the rows that have it, a share of a row lower than our dots, which they
 * would hide where the two agree; no trace when none has.
 */
function marks(
  places: readonly Place[],
  field: "published" | "bound",
  name: string,
  lower: number,
  marker: Readonly<Record<string, unknown>>,
): readonly Trace[] {
  const shown = places.filter(({ row }) => row[field] !== undefined);
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
