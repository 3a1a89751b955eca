import type { Figure, Trace } from "../rendering/figure";
import { sizedFigure } from "../rendering/sized-figure";
import { labelOffsets } from "../rendering/label-offsets";
import { coloursOf, classSetStyles, withOpacity } from "../rendering/palette";
import { legendRowsOf } from "../rendering/text-fit";
import { axis, MARGIN, note, themeLayout } from "../rendering/theme";

/** One path through the plane, for instance a method while one of its options rises. */
export interface LabelledPath {
  readonly method: string;
  /** Name in the legend. */
  readonly title: string;
  /** Fixes line and marker; `new` by default. */
  readonly classSet?: "base" | "new";
  readonly points: readonly LabelledPoint[];
}

/** A point with its setting, and its intervals where they are drawn. */
export interface LabelledPoint {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly xInterval?: readonly [low: number, high: number];
  readonly yInterval?: readonly [low: number, high: number];
}

export interface LabelledPathsOptions {
  readonly title: string;
  readonly subtitle?: string;
  readonly x: string;
  readonly y: string;
  readonly width?: number;
}

const PLOT_HEIGHT = 270;
const LABEL_SIZE = 9;

/** Two quantities against each other as a setting moves both; the setting stands next to each point. */
export function labelledPaths(
  paths: readonly LabelledPath[],
  options: LabelledPathsOptions,
): Figure {
  return sizedFigure((width) => figureAtWidth(paths, options, width), options.width);
}

function figureAtWidth(
  paths: readonly LabelledPath[],
  { x, y, ...header }: LabelledPathsOptions,
  width: number,
): Figure {
  const colours = coloursOf([...new Set(paths.map(({ method }) => method))]);
  return {
    data: paths.map((path): Trace => {
      const style = classSetStyles[path.classSet ?? "new"];
      const colour = colours.get(path.method)!;
      return {
        type: "scatter",
        mode: "lines+markers",
        name: path.title,
        x: path.points.map((point) => point.x),
        y: path.points.map((point) => point.y),
        text: path.points.map(({ label }) => label),
        line: { color: colour, width: 1.6, dash: style.dash },
        marker: { color: colour, symbol: style.symbol, size: 8 },
        ...errorBars(path.points, "x", colour),
        ...errorBars(path.points, "y", colour),
        hovertemplate: `${path.title}, %{text}: %{x:.3f}, %{y:.2f}<extra></extra>`,
      };
    }),
    layout: themeLayout({
      ...header,
      width,
      legendRows: legendRowsOf(
        paths.map(({ title }) => title),
        width,
      ),
      plotHeight: PLOT_HEIGHT,
      more: {
        xaxis: axis(x, { zeroline: false }),
        yaxis: axis(y),
        annotations: settingNotes(paths, width),
      },
    }),
    table: pathTable(paths, x, y),
  };
}

/** Whiskers along one axis; none where no point has an interval. */
function errorBars(
  points: readonly LabelledPoint[],
  along: "x" | "y",
  colour: string,
): Trace {
  const ends = points.map(
    (point) => point[`${along}Interval`] ?? [point[along], point[along]],
  );
  if (!points.some((point) => point[`${along}Interval`])) return {};
  return {
    [`error_${along}`]: {
      type: "data",
      symmetric: false,
      array: ends.map(([, high], i) => high - points[i]![along]),
      arrayminus: ends.map(([low], i) => points[i]![along] - low),
      color: withOpacity(colour, 0.35),
      thickness: 1,
      width: 0,
    },
  };
}

function pathTable(paths: readonly LabelledPath[], x: string, y: string): Figure["table"] {
  const hasIntervals = paths.some(({ points }) =>
    points.some(({ xInterval, yInterval }) => xInterval ?? yInterval),
  );
  const ends = ["x low", "x high", "y low", "y high"];
  return {
    columns: ["series", "setting", x, y, ...(hasIntervals ? ends : [])],
    rows: paths.flatMap(({ title, points }) =>
      points.map((point) => [
        ...[title, point.label, point.x, point.y],
        ...(hasIntervals
          ? [...(point.xInterval ?? ["", ""]), ...(point.yInterval ?? ["", ""])]
          : []),
      ]),
    ),
  };
}

/** The setting of each point where it neither covers another setting nor a marker; ends of paths first. */
function settingNotes(
  paths: readonly LabelledPath[],
  width: number,
): readonly Readonly<Record<string, unknown>>[] {
  const isEnd = (index: number, { length }: readonly unknown[]) =>
    index === 0 || index === length - 1;
  const ends = paths.flatMap(({ points }) => points.filter((_, i) => isEnd(i, points)));
  const inner = paths.flatMap(({ points }) => points.filter((_, i) => !isEnd(i, points)));
  const points = [...ends, ...inner];
  const x = pixelScale(points, "x", width - MARGIN.l - MARGIN.r);
  const y = pixelScale(points, "y", PLOT_HEIGHT);
  const offsets = labelOffsets(
    points.map((point) => ({ x: x(point), y: PLOT_HEIGHT - y(point), text: point.label })),
    LABEL_SIZE,
  );
  return points.flatMap((point, i) => {
    const offset = offsets[i];
    if (offset === undefined) return [];
    return [
      note(point.label, {
        x: point.x,
        y: point.y,
        xshift: offset.x,
        yshift: offset.y,
        font: { size: LABEL_SIZE, color: "#595959" },
        bgcolor: "rgba(255,255,255,0)",
        borderpad: 0,
      }),
    ];
  });
}

/** Plotly leaves about this share of the axis free at either end. */
const PADDING = 0.05;

/** About where a point lies along an axis of this length in pixels, as plotly chooses its range. */
function pixelScale(
  points: readonly LabelledPoint[],
  along: "x" | "y",
  length: number,
): (point: LabelledPoint) => number {
  const values = points.flatMap((point) => [
    point[along],
    ...(point[`${along}Interval`] ?? []),
  ]);
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  return (point) => length * (PADDING + ((1 - 2 * PADDING) * (point[along] - low)) / span);
}
