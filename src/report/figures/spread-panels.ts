import type { SpreadPoint, SpreadQuantity } from "../../analysis/spread/spread-points";
import type { Figure, Trace } from "../rendering/figure";
import { classSetStyles } from "../rendering/palette";
import { panelGrid, panelsInRow, type PanelArea } from "../rendering/panel-grid";
import { sizedFigure } from "../rendering/sized-figure";
import { legendRowsOf } from "../rendering/text-fit";
import { axis, themeLayout } from "../rendering/theme";
import { SPREAD_GROUPS, type SpreadGroup } from "./spread-groups";

/** One panel: a quantity of the text features against one of the predictions. */
export interface SpreadPanel {
  readonly x: SpreadQuantity;
  /** Axis title. */
  readonly xTitle: string;
  readonly y: SpreadQuantity;
  readonly yTitle: string;
  /** The change against zero-shot CLIP, or the value itself. */
  readonly shows: "change" | "value";
  /** Factors of both axes, for percent; 1 by default. */
  readonly scale?: readonly [number, number];
  /** Draws y = x, which no point may pass, and the least confidence of any prediction, 1 / classes. */
  readonly bounds?: boolean;
}

export interface SpreadPanelsOptions {
  readonly title: string;
  readonly subtitle?: string;
  readonly width?: number;
}

/**
 * Spread of the text features against calibration: a marker per data set, method and class set, two panels in a row.
 * CoOp, KgCoOp and CoOp+DOR have colours of their own, other methods share those of their kind. Methods that tune on test
 * images are squares, those with a regulariser in training are diamonds, base classes are open.
 */
export function spreadPanels(
  points: readonly SpreadPoint[],
  panels: readonly SpreadPanel[],
  options: SpreadPanelsOptions,
): Figure {
  return sizedFigure(
    (width) => figureAtWidth(points, panels, options, width),
    options.width,
  );
}

function figureAtWidth(
  points: readonly SpreadPoint[],
  panels: readonly SpreadPanel[],
  options: SpreadPanelsOptions,
  width: number,
): Figure {
  const groups = SPREAD_GROUPS.filter(({ includes }) => points.some(includes));
  const columns = Math.min(2, panelsInRow(panels.length, width));
  const grid = panelGrid(panels.length, {
    columns,
    gutter: 0.14,
    height: 220,
    between: 62,
  });
  return {
    data: panels.flatMap((panel, i) => [
      ...groups.flatMap((group) =>
        (["base", "new"] as const).flatMap((classSet) => {
          const own = points.filter(
            (point) => group.includes(point) && point.classSet === classSet,
          );
          return own.length === 0 ? [] : [markers(own, group, panel, i)];
        }),
      ),
      ...(panel.bounds === true ? boundLines(points, panel, i) : []),
    ]),
    layout: themeLayout({
      ...options,
      subtitle: [options.subtitle, "open markers: base classes, filled: new classes"]
        .filter(Boolean)
        .join("; "),
      width,
      plotHeight: grid.height,
      gap: 14,
      legendRows: legendRowsOf(
        groups.map(({ title }) => title),
        width,
      ),
      more: Object.assign({}, ...panels.map((panel, i) => axes(panel, i, grid.areas[i]!))),
    }),
    table: {
      columns: ["panel", "data set", "method", "class set", "images", "x", "y"],
      rows: panels.flatMap((panel) =>
        points.map((point) => [
          ...[`${panel.xTitle} / ${panel.yTitle}`, point.dataset, point.title],
          ...[point.classSet, point.images, ...coordinates(point, panel)],
        ]),
      ),
    },
  };
}

/** Where a point lies in a panel. */
function coordinates(
  point: SpreadPoint,
  { x, y, shows, scale = [1, 1] }: SpreadPanel,
): readonly [number, number] {
  const values = point[shows];
  return [scale[0] * values[x], scale[1] * values[y]];
}

function markers(
  points: readonly SpreadPoint[],
  { title, colour, symbol }: SpreadGroup,
  panel: SpreadPanel,
  i: number,
): Trace {
  const { classSet } = points[0]!;
  const open = classSet === "base" ? "-open" : "";
  const at = points.map((point) => coordinates(point, panel));
  return {
    type: "scatter",
    mode: "markers",
    name: title,
    legendgroup: title,
    showlegend: i === 0 && classSet === "new",
    xaxis: axisName("x", i),
    yaxis: axisName("y", i),
    x: at.map(([x]) => x),
    y: at.map(([, y]) => y),
    marker: {
      symbol: `${symbol}${open}`,
      color: colour,
      size: 6,
      opacity: 0.85,
      line: { width: classSet === "base" ? 1.2 : 0 },
    },
    text: points.map((point) => `${point.dataset}, ${point.title}`),
    hovertemplate: `%{text}, ${classSetStyles[classSet].name}: %{x:.3f}, %{y:+.1f}<extra></extra>`,
  };
}

/** The upper bound y = x, and the lower bound 1 / classes of the data set with the most classes. */
function boundLines(
  points: readonly SpreadPoint[],
  panel: SpreadPanel,
  i: number,
): readonly Trace[] {
  const reach = points.map((point) => coordinates(point, panel)[0]);
  const ends = [Math.min(...reach), Math.max(...reach)];
  const scale = panel.scale?.[1] ?? 1;
  const least = scale / Math.max(...points.map(({ classes }) => classes));
  return [ends, [least, least]].map((y, line) => ({
    type: "scatter",
    mode: "lines",
    name: line === 0 ? "upper bound" : "lower bound, 1 / classes",
    showlegend: false,
    xaxis: axisName("x", i),
    yaxis: axisName("y", i),
    x: ends,
    y,
    line: { color: "#767676", width: 1.2, dash: line === 0 ? "solid" : "dot" },
    hoverinfo: "skip",
  }));
}

function axes(
  { xTitle, yTitle }: SpreadPanel,
  i: number,
  { across, up }: PanelArea,
): Readonly<Record<string, unknown>> {
  const number = i === 0 ? "" : String(i + 1);
  return {
    [`xaxis${number}`]: axis(xTitle, {
      domain: across,
      anchor: axisName("y", i),
      zeroline: false,
    }),
    [`yaxis${number}`]: axis(yTitle, { domain: [up(0), up(1)], anchor: axisName("x", i) }),
  };
}

function axisName(letter: "x" | "y", i: number): string {
  return `${letter}${i === 0 ? "" : i + 1}`;
}
