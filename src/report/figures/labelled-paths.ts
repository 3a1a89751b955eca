import type { Figure, Trace } from "../rendering/figure";
import { sizedFigure } from "../rendering/sized-figure";
import { coloursOf, classSetStyles, withOpacity } from "../rendering/palette";
import { legendRowsOf } from "../rendering/text-fit";
import { axis, note, themeLayout } from "../rendering/theme";

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

/** Share of an axis that two labels of a path are apart at least. */
const APART = 0.035;

/** Two quantities against each other as a setting moves both; the setting stands beside each point. */
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
      plotHeight: 270,
      more: {
        xaxis: axis(x, { zeroline: false }),
        yaxis: axis(y),
        annotations: paths.flatMap((path) =>
          legiblePoints(path, paths).map((point) =>
            note(point.label, {
              x: point.x,
              y: point.y,
              yshift: 11,
              font: { size: 9, color: "#595959" },
              bgcolor: "rgba(255,255,255,0)",
            }),
          ),
        ),
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
  const ends = points.map((point) => point[`${along}Interval`] ?? [point[along], point[along]]);
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

/** The ends of a path, and what between them is not so near to another label that both would be illegible. */
function legiblePoints(
  { points }: LabelledPath,
  paths: readonly LabelledPath[],
): LabelledPath["points"] {
  const all = paths.flatMap((path) => path.points);
  const [width, height] = (["x", "y"] as const).map((axis) => {
    const values = all.map((point) => point[axis]);
    return Math.max(...values) - Math.min(...values) || 1;
  });
  const last = points.at(-1);
  const kept = last === undefined ? [] : [last];
  for (const point of points.slice(0, -1)) {
    const near = kept.some(
      ({ x, y }) =>
        Math.hypot((x - point.x) / width!, (y - point.y) / height!) < APART,
    );
    if (!near) kept.push(point);
  }
  return kept;
}
