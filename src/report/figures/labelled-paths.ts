import type { Figure, Trace } from "../rendering/figure";
import { sizedFigure } from "../rendering/sized-figure";
import { coloursOf, classSetStyles } from "../rendering/palette";
import { legendRowsOf } from "../rendering/text-fit";
import { axis, note, themeLayout } from "../rendering/theme";

/** One path through the plane, for instance a method while one of its options rises. */
export interface LabelledPath {
  readonly method: string;
  /** Name in the legend. */
  readonly title: string;
  /** Fixes line and marker. */
  readonly split: "base" | "new";
  readonly points: readonly { readonly x: number; readonly y: number; readonly label: string }[];
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
  return sizedFigure((width) => drawn(paths, options, width), options.width);
}

function drawn(
  paths: readonly LabelledPath[],
  { x, y, ...header }: LabelledPathsOptions,
  width: number,
): Figure {
  const colours = coloursOf([...new Set(paths.map(({ method }) => method))]);
  return {
    data: paths.map((path): Trace => {
      const style = classSetStyles[path.split];
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
    table: {
      columns: ["series", "setting", x, y],
      rows: paths.flatMap(({ title, points }) =>
        points.map((point) => [title, point.label, point.x, point.y]),
      ),
    },
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
