import type { GainPoint, GainSeries } from "../../analysis/accuracy-gain";
import type { Figure, Trace } from "../rendering/figure";
import { coloursOf } from "../rendering/palette";
import { panelGrid, type PanelArea } from "../rendering/panel-grid";
import { sizedFigure } from "../rendering/sized-figure";
import { legendRowsOf } from "../rendering/text-fit";
import { axis, pageWidth, panelTitle, themeLayout } from "../rendering/theme";
import { signed } from "../tables/markdown-table";

/** One panel: points, and a line for each method. */
export interface GainPanel extends GainSeries {
  readonly title: string;
  /** Axis title of the points' value, in percentage points. */
  readonly value: string;
}

export interface GainScatterOptions {
  readonly title: string;
  readonly subtitle?: string;
  readonly width?: number;
}

/**
 * Accuracy gained by tuning on base classes against the change of calibration there: a marker per data set
 * and seed, a line of least squares per method, its slope and correlation above the panel. Panels stand beside
 * each other on a page, below each other in a column.
 */
export function gainScatter(
  panels: readonly GainPanel[],
  options: GainScatterOptions,
): Figure {
  return sizedFigure((width) => figureAtWidth(panels, options, width), options.width);
}

/** Pixels of a line of text above a panel. */
const LINE = 13;

function figureAtWidth(
  panels: readonly GainPanel[],
  options: GainScatterOptions,
  width: number,
): Figure {
  const titles = new Map(
    panels.flatMap(({ points }) => points.map(({ method, title }) => [method, title])),
  );
  const colours = coloursOf([...titles.keys()]);
  const heads = LINE * (1 + Math.max(...panels.map(({ fits }) => fits.length)));
  const columns = width < pageWidth ? 1 : panels.length;
  const grid = panelGrid(panels.length, {
    columns,
    gutter: 0.12,
    height: 240,
    between: 60 + heads,
  });
  const inLegend = new Set<string>();
  return {
    data: panels.flatMap((panel, i) =>
      [...titles].flatMap(([method, title]) => {
        const points = panel.points.filter((point) => point.method === method);
        if (points.length === 0) return [];
        const first = !inLegend.has(method);
        inLegend.add(method);
        const axisRefs = { xaxis: axisName("x", i), yaxis: axisName("y", i) };
        const colour = colours.get(method)!;
        return [
          markers(points, { ...axisRefs, name: title, showlegend: first }, colour),
          ...line(panel, method, points, { ...axisRefs, colour }),
        ];
      }),
    ),
    layout: themeLayout({
      ...options,
      width,
      plotHeight: grid.height,
      legendRows: legendRowsOf([...titles.values()], width),
      gap: heads + 14,
      more: {
        showlegend: titles.size > 1,
        ...Object.assign({}, ...panels.map((panel, i) => axes(panel, i, grid.areas[i]!))),
        annotations: panels.flatMap((panel, i) => headLines(panel, i, heads)),
      },
    }),
    table: {
      columns: ["panel", "data set", "seed", "method", "gain", "value"],
      rows: panels.flatMap(({ title, points }) =>
        points.map((point) => [
          ...[title, point.dataset, point.seed ?? "", point.title],
          ...[point.gain, point.value],
        ]),
      ),
    },
  };
}

function axes(
  { value }: GainPanel,
  i: number,
  { across, up }: PanelArea,
): Readonly<Record<string, unknown>> {
  const number = i === 0 ? "" : String(i + 1);
  return {
    [`xaxis${number}`]: axis("accuracy gain on base classes (points)", {
      domain: across,
      rangemode: "tozero",
      anchor: axisName("y", i),
    }),
    [`yaxis${number}`]: axis(value, {
      domain: [up(0), up(1)],
      anchor: axisName("x", i),
    }),
  };
}

function axisName(axisLetter: "x" | "y", i: number): string {
  return `${axisLetter}${i === 0 ? "" : i + 1}`;
}

/** Title of a panel, and below it a line with slope and correlation of each method. */
function headLines(
  { title, fits }: GainPanel,
  i: number,
  height: number,
): readonly Readonly<Record<string, unknown>>[] {
  const axisRefs = {
    xref: `${axisName("x", i)} domain`,
    yref: `${axisName("y", i)} domain`,
  };
  const lines = fits.map(
    (fit) =>
      `${fit.title}: slope ${signed(fit.slope, 2)}, correlation ${signed(fit.correlation, 2)}`,
  );
  return [title, ...lines].map((text, row) =>
    panelTitle(text, {
      ...axisRefs,
      yshift: height - LINE * (row + 1),
      ...(row === 0 ? {} : { font: { size: 10, color: "#595959" } }),
    }),
  );
}

function markers(
  points: readonly GainPoint[],
  more: Readonly<Record<string, unknown>>,
  colour: string,
): Trace {
  return {
    type: "scatter",
    mode: "markers",
    ...more,
    legendgroup: points[0]!.method,
    x: points.map(({ gain }) => 100 * gain),
    y: points.map(({ value }) => 100 * value),
    marker: { color: colour, size: 7, opacity: 0.75 },
    text: points.map(({ dataset, seed }) =>
      seed === undefined ? dataset : `${dataset}, seed ${seed}`,
    ),
    hovertemplate: `%{text}, ${points[0]!.title}: %{x:+.1f}, %{y:+.1f}<extra></extra>`,
  };
}

/** The fitted line, as far as the points reach. */
function line(
  { fits }: GainPanel,
  method: string,
  points: readonly GainPoint[],
  {
    colour,
    ...axisRefs
  }: { readonly colour: string; readonly xaxis: string; readonly yaxis: string },
): readonly Trace[] {
  const fit = fits.find((one) => one.method === method);
  if (fit === undefined || !Number.isFinite(fit.slope)) return [];
  const gains = points.map(({ gain }) => gain);
  const ends = [Math.min(...gains), Math.max(...gains)];
  return [
    {
      type: "scatter",
      mode: "lines",
      ...axisRefs,
      legendgroup: method,
      showlegend: false,
      x: ends.map((gain) => 100 * gain),
      y: ends.map((gain) => 100 * (fit.intercept + fit.slope * gain)),
      line: { color: colour, width: 1.5 },
      hoverinfo: "skip",
    },
  ];
}
